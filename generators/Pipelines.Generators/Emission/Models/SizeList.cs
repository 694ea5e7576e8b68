namespace Pipelines.Generators.Emission.Models;

/// <summary>
/// Collects the sizes of a class while its parts are written: each method takes one and gives the expression that reads it.
/// </summary>
/// <param name="owner">the variable that holds them: <c>o</c></param>
/// <param name="taken">names that mean something else there</param>
internal sealed class SizeList(string owner, IEnumerable<string> taken)
{
    private readonly List<Option> options = [];
    private readonly HashSet<string> names = new(taken, StringComparer.Ordinal);

    /// <summary>What was taken, in order.</summary>
    public IReadOnlyList<Option> Options => options;

    /// <summary>A whole number.</summary>
    /// <param name="name">its name, unless another part has it: then the part's own stands before it</param>
    /// <param name="part">the part that asks for it</param>
    /// <param name="value">the file's value</param>
    /// <param name="from">where it is in the spec</param>
    /// <param name="summary">what it is</param>
    /// <returns><c>o.Heads</c></returns>
    public string Whole(string name, string part, int value, string from, string summary) =>
        Add(name, part, "int", Literals.Whole(value), from, summary);

    /// <summary>A real number.</summary>
    public string Number(string name, string part, double value, string from, string summary) =>
        Add(name, part, "double", Literals.Number(value), from, summary);

    /// <summary>Yes or no.</summary>
    public string Flag(string name, string part, bool value, string from, string summary) =>
        Add(name, part, "bool", value ? "true" : "false", from, summary);

    /// <summary>A real number that may be left out.</summary>
    public string Optional(string name, double? value, string from, string summary) =>
        Add(name, "", "double?", value is { } number ? Literals.Number(number) : "null", from, summary);

    private string Add(string name, string part, string type, string value, string from, string summary)
    {
        var own = names.Add(name) ? name : part + name;
        names.Add(own);
        options.Add(new(own, type, value, from, summary));
        return $"{owner}.{own}";
    }
}
