namespace Pipelines.Serving;

/// <summary>A set of Unicode scalar values, as ranges: in order, apart from each other, surrogates never among them.</summary>
internal sealed class CodePointSet : IEquatable<CodePointSet>
{
    private const int Limit = 0x110000;

    private readonly (int First, int Last)[] ranges;

    private CodePointSet((int First, int Last)[] ranges) => this.ranges = ranges;

    public static CodePointSet All { get; } = new([(0, 0xD7FF), (0xE000, Limit - 1)]);

    public ReadOnlySpan<(int First, int Last)> Ranges => ranges;

    public bool IsEmpty => ranges.Length == 0;

    public static CodePointSet Of(params IEnumerable<(int First, int Last)> ranges)
    {
        var merged = new List<(int First, int Last)>();
        foreach (var (first, last) in ranges.OrderBy(range => range.First))
        {
            if (merged.Count > 0 && first <= merged[^1].Last + 1) merged[^1] = (merged[^1].First, Math.Max(last, merged[^1].Last));
            else merged.Add((first, last));
        }
        return new CodePointSet([.. merged]).Intersect(All);
    }

    public static CodePointSet Of(int character) => Of((character, character));

    /// <summary>Those for which <paramref name="holds"/>.</summary>
    public static CodePointSet Where(Func<int, bool> holds) =>
        Of(Enumerable.Range(0, Limit).Where(holds).Select(character => (character, character)));

    public bool Contains(int character)
    {
        foreach (var (first, last) in ranges)
            if (character >= first && character <= last)
                return true;
        return false;
    }

    public CodePointSet Union(CodePointSet other) => Of(ranges.Concat(other.ranges));

    public CodePointSet Intersect(CodePointSet other)
    {
        if (ReferenceEquals(this, other)) return this;
        var common = new List<(int, int)>();
        for (int i = 0, j = 0; i < ranges.Length && j < other.ranges.Length;)
        {
            var (a, b) = (ranges[i], other.ranges[j]);
            var (first, last) = (Math.Max(a.First, b.First), Math.Min(a.Last, b.Last));
            if (first <= last) common.Add((first, last));
            if (a.Last < b.Last) i++;
            else j++;
        }
        return new CodePointSet([.. common]);
    }

    public CodePointSet Complement()
    {
        var gaps = new List<(int, int)>();
        var next = 0;
        foreach (var (first, last) in ranges)
        {
            if (next < first) gaps.Add((next, first - 1));
            next = last + 1;
        }
        if (next < Limit) gaps.Add((next, Limit - 1));
        return new CodePointSet([.. gaps]).Intersect(All);
    }

    public CodePointSet Except(CodePointSet other) => Intersect(other.Complement());

    public bool Equals(CodePointSet? other) => other is not null && ranges.AsSpan().SequenceEqual(other.ranges);

    public override bool Equals(object? obj) => Equals(obj as CodePointSet);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var (first, last) in ranges) hash.Add((first, last));
        return hash.ToHashCode();
    }
}
