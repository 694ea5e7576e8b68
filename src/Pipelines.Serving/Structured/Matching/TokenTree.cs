namespace Pipelines.Serving;

/// <summary>
/// Tokens by their bytes, as a tree in one row: a node comes before all that begin with it, so that what begins with it is passed over by
/// one jump.
/// </summary>
internal sealed class TokenTree
{
    private readonly int[] tokens;
    private readonly int[] firstToken;

    /// <param name="bytes">the bytes of each token; tokens without are left out</param>
    public TokenTree(byte[][] bytes)
    {
        tokens = [.. Enumerable.Range(0, bytes.Length).Where(id => bytes[id].Length > 0)];
        Array.Sort(tokens, (one, other) => bytes[one].AsSpan().SequenceCompareTo(bytes[other]));
        var (labels, depths, first) = (new List<byte> { 0 }, new List<int> { 0 }, new List<int> { 0 });
        byte[] before = [];
        for (var i = 0; i < tokens.Length; i++)
        {
            var own = bytes[tokens[i]];
            for (var depth = own.AsSpan().CommonPrefixLength(before); depth < own.Length; depth++)
            {
                labels.Add(own[depth]);
                depths.Add(depth + 1);
                // A node's tokens are those from here to the next node's: of the nodes that a token adds, the last has it.
                first.Add(i);
            }
            before = own;
        }
        first.Add(tokens.Length);
        (Labels, Depths, firstToken) = ([.. labels], [.. depths], [.. first]);
        Jumps = FindJumps();
        Depth = Depths.Max();
    }

    /// <summary>The last byte of each node; node 0 is empty.</summary>
    public byte[] Labels { get; }

    /// <summary>The number of bytes of each node.</summary>
    public int[] Depths { get; }

    /// <summary>For each node, the next that does not begin with it.</summary>
    public int[] Jumps { get; }

    /// <summary>The bytes of the longest token.</summary>
    public int Depth { get; }

    /// <summary>The tokens that are a node as a whole.</summary>
    public ReadOnlySpan<int> TokensAt(int node) => tokens.AsSpan(firstToken[node]..firstToken[node + 1]);

    private int[] FindJumps()
    {
        var jumps = new int[Labels.Length];
        var open = new Stack<int>();
        for (var node = 0; node < Labels.Length; node++)
        {
            while (open.TryPeek(out var last) && Depths[last] >= Depths[node]) jumps[open.Pop()] = node;
            open.Push(node);
        }
        foreach (var last in open) jumps[last] = Labels.Length;
        return jumps;
    }
}
