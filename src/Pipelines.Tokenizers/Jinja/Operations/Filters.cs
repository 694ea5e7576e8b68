namespace Pipelines.Tokenizers.Jinja;

/// <summary>The filters by their names.</summary>
internal static class Filters
{
    private static readonly Dictionary<string, Operation> filters =
        Operation.Table([.. TextFilters.All, .. NumberFilters.All, .. SequenceFilters.All, .. ChoosingFilters.All]);

    /// <summary>Their names.</summary>
    public static IEnumerable<string> Names => filters.Keys;

    /// <summary>A filter, or null.</summary>
    public static Operation? Find(string name) => filters.GetValueOrDefault(name);
}
