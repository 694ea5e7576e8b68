namespace Pipelines.Serving;

/// <summary>
/// The masks of one grammar over one vocabulary. What a state's own frame decides is found once for the state, over all tokens; the few
/// tokens that reach beyond the frame's end are then followed in the callers; and the sum is remembered for the situation as a whole.
/// </summary>
internal sealed class TokenMasks(Automaton automaton, GrammarVocabulary vocabulary)
{
    private readonly TokenTree tree = vocabulary.Tree;

    public ParseGraph Graph { get; } = new(automaton);

    /// <summary>Bits of the tokens that stand for text and may follow.</summary>
    public ReadOnlySpan<ulong> Of(ParseState state, Work work)
    {
        if (state.Mask is { } known) return known;
        var mask = new ulong[vocabulary.MaskLength];
        foreach (var group in state.Seeds.GroupBy(item => item.Frame))
        {
            var own = Local(Graph.Find([.. group.Select(item => item with { Frame = Frame.Unknown })], work), work);
            for (var i = 0; i < mask.Length; i++) mask[i] |= own.Tokens[i];
            if (group.Key.Id < Frame.FirstId || own.Exits.Length == 0) continue;
            var after = Graph.After(group.Key, work);
            foreach (var node in own.Exits) Walk(after, node, mask, null, work);
        }
        state.Mask = mask;
        Graph.Hold(8L * mask.Length);
        return mask;
    }

    private LocalMask Local(ParseState state, Work work)
    {
        if (state.Local is { } known) return known;
        var (mask, exits) = (new ulong[vocabulary.MaskLength], new List<int>());
        Walk(state, 0, mask, exits, work);
        var local = state.Local = new LocalMask(mask, [.. exits]);
        Graph.Hold((8L * mask.Length) + (4L * exits.Count));
        return local;
    }

    /// <summary>Goes through all that begins with a node of the tree, the node itself read.</summary>
    private void Walk(ParseState from, int node, ulong[] mask, List<int>? exits, Work work)
    {
        var classes = Graph.Classes;
        var (labels, depths, jumps) = (tree.Labels, tree.Depths, tree.Jumps);
        var above = depths[node];
        var path = new ParseState[tree.Depth + 1 - above];
        path[0] = from;
        var end = jumps[node];
        for (var i = node + 1; i < end;)
        {
            var depth = depths[i] - above;
            var state = Graph.Step(path[depth - 1], classes[labels[i]], work);
            if (ReferenceEquals(state, ParseState.Dead))
            {
                i = jumps[i];
                continue;
            }
            path[depth] = state;
            foreach (var token in tree.TokensAt(i)) mask[token >> 6] |= 1UL << token;
            if (state.IsEnd && jumps[i] > i + 1) exits?.Add(i);
            i++;
        }
    }
}
