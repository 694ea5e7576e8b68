namespace Pipelines.Generators.Emission.Models;

/// <summary>A size or number of a model that can be overridden without a rebuild.</summary>
/// <param name="Name">its name in the record that holds it</param>
/// <param name="Type"><c>int</c>, <c>double</c>, <c>bool</c> or <c>double?</c></param>
/// <param name="Default">the file's value</param>
/// <param name="From">where it is in the spec, by the locals of <c>From</c></param>
/// <param name="Summary">what it is</param>
internal sealed record Option(string Name, string Type, string Default, string From, string Summary)
{
    /// <summary>A whole number.</summary>
    public static Option Whole(string name, int value, string from, string summary) =>
        new(name, "int", Literals.Whole(value), from, summary);

    /// <summary>A real number.</summary>
    public static Option Number(string name, double value, string from, string summary) =>
        new(name, "double", Literals.Number(value), from, summary);

    /// <summary>In a list of parameters: <c>int Heads = 6</c>.</summary>
    public string Parameter => $"{Type} {Name} = {Default}";

    /// <summary>In a list of arguments: <c>Heads: attention.Heads</c>.</summary>
    public string Argument => $"{Name}: {From}";

    /// <summary>Its line of documentation.</summary>
    public string Documentation => $"""/// <param name="{Name}">{Summary}</param>""";
}
