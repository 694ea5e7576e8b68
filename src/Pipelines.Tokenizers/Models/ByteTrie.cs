namespace Pipelines.Tokenizers;

/// <summary>
/// A prefix tree of byte strings with numbers. Nodes are in breadth-first order, so that the children of a node lie side by side and what
/// leads to them is searched as a vector. Immutable.
/// </summary>
internal sealed class ByteTrie
{
    /// <summary>The node of the empty string.</summary>
    public const int Root = 0;

    private readonly byte[] labels;
    private readonly int[] firstChildren;
    private readonly int[] values;

    /// <param name="entries">strings, and numbers that are not negative; of equal strings the last counts</param>
    public ByteTrie(IEnumerable<(byte[] Key, int Value)> entries)
    {
        var sorted = entries.OrderBy(entry => entry.Key, Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b))).ToArray();
        var nodes = new List<(int Start, int End, int Depth)> { (0, sorted.Length, 0) };
        var (labels, firstChildren, values) = (new List<byte> { 0 }, new List<int>(), new List<int>());
        for (var node = 0; node < nodes.Count; node++)
        {
            var (start, end, depth) = nodes[node];
            firstChildren.Add(nodes.Count);
            values.Add(-1);
            for (; start < end && sorted[start].Key.Length == depth; start++) values[node] = sorted[start].Value;
            for (int from = start; from < end; from = start)
            {
                var label = sorted[from].Key[depth];
                while (start < end && sorted[start].Key[depth] == label) start++;
                nodes.Add((from, start, depth + 1));
                labels.Add(label);
            }
        }

        firstChildren.Add(nodes.Count);
        (this.labels, this.firstChildren, this.values) = ([.. labels], [.. firstChildren], [.. values]);
    }

    /// <summary>The tokens below <paramref name="count"/> that may stand for text: no special ones.</summary>
    public static ByteTrie OfText(Vocabulary vocabulary, int count) => new(
        from id in Enumerable.Range(0, Math.Min(count, vocabulary.Size))
        where !vocabulary.IsSpecial(id) && !vocabulary.KeyOf(id).IsEmpty
        select (vocabulary.KeyOf(id).ToArray(), id));

    /// <summary>The node behind <paramref name="node"/> on the way <paramref name="value"/>, or -1.</summary>
    public int Child(int node, byte value)
    {
        var first = firstChildren[node];
        var at = labels.AsSpan(first, firstChildren[node + 1] - first).IndexOf(value);
        return at < 0 ? -1 : first + at;
    }

    /// <summary>The node at the end of <paramref name="path"/>, or -1.</summary>
    public int Walk(ReadOnlySpan<byte> path)
    {
        var node = Root;
        foreach (var value in path)
            if ((node = Child(node, value)) < 0) break;
        return node;
    }

    /// <summary>The number of the string that ends at <paramref name="node"/>, or -1.</summary>
    public int Value(int node) => values[node];
}
