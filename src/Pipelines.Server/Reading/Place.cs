using System.Globalization;
using Pipelines.Serving;

namespace Pipelines.Server;

/// <summary>Where in a request something is: <c>messages[2].role</c>.</summary>
internal sealed class Place
{
    private readonly Place? parent;
    private readonly string? name;
    private readonly int index;

    private Place(Place? parent, string? name, int index) => (this.parent, this.name, this.index) = (parent, name, index);

    /// <summary>The request itself.</summary>
    public static Place Root { get; } = new(null, null, 0);

    /// <summary>A member of what is here.</summary>
    public Place Member(string member) => new(this, member, 0);

    /// <summary>An item of the list that is here.</summary>
    public Place Item(int item) => new(this, null, item);

    /// <summary>What is to be thrown where this place does not hold what it should.</summary>
    /// <param name="message">a sentence that goes on after the place's name</param>
    public RequestException Fault(string message) => new(ToString(), $"{(parent is null ? "the request" : $"'{this}'")} {message}");

    /// <inheritdoc/>
    public override string ToString() =>
        parent is null ? ""
        : name is null ? string.Create(CultureInfo.InvariantCulture, $"{parent}[{index}]")
        : parent.parent is null ? name
        : $"{parent}.{name}";
}
