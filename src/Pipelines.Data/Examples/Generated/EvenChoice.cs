namespace Pipelines.Data;

/// <summary>Takes some of many things, evenly spread over them.</summary>
internal static class EvenChoice
{
    /// <summary>At most <paramref name="count"/> of them in their order; all for 0.</summary>
    public static IEnumerable<T> Of<T>(IReadOnlyList<T> all, int count) => count == 0 || count >= all.Count
        ? all
        : Enumerable.Range(0, count).Select(i => all[(int)((long)i * all.Count / count)]);
}
