namespace Pipelines.Serving;

/// <summary>
/// The deterministic automaton over sets of items that a pushdown automaton unfolds into, found as far as texts have needed it. Safe to
/// use from many threads; what is found is remembered up to a limit and then found anew.
/// </summary>
internal sealed class ParseGraph
{
    private readonly Lock gate = new();
    private readonly Automaton automaton;
    private readonly Dictionary<Item[], ParseState> states = new(ItemsComparer.Instance);
    private readonly Dictionary<Item[], Dictionary<int, Frame>> frames = new(ItemsComparer.Instance);
    private readonly Closure closure;
    private int frameCount = Frame.FirstId;
    private long held;

    public ParseGraph(Automaton automaton)
    {
        this.automaton = automaton;
        closure = new Closure(automaton, FindFrame);
    }

    public ReadOnlySpan<byte> Classes => automaton.Classes;

    /// <summary>Where every text begins.</summary>
    public ParseState Start(Work work) => Find([new Item(automaton.Rules[automaton.Root].Start, Frame.Root)], work);

    /// <summary>Where a byte of a class leads; <see cref="ParseState.Dead"/> where it may not follow.</summary>
    public ParseState Step(ParseState state, int byteClass, Work work) => state[byteClass] ?? FindStep(state, byteClass, work);

    /// <summary>Where the end of a frame's rule leads.</summary>
    public ParseState After(Frame frame, Work work) => frame.After ??= Find(frame.Callers, work);

    /// <summary>The state of these items.</summary>
    public ParseState Find(Item[] items, Work work)
    {
        lock (gate)
        {
            if (states.TryGetValue(items, out var known)) return known;
            var state = closure.Of(items, work);
            Hold(64 + (32L * state.Seeds.Length) + (24L * state.Steps.Length) + (8L * automaton.ClassCount));
            return states[items] = state;
        }
    }

    /// <summary>Counts what is remembered beside states.</summary>
    /// <param name="bytes">how much more</param>
    public void Hold(long bytes)
    {
        lock (gate)
        {
            held += bytes;
            if (held < GrammarLimits.Memory) return;
            foreach (var state in states.Values) state.Forget();
            foreach (var frame in frames.Values.SelectMany(byRule => byRule.Values)) frame.After = null;
            states.Clear();
            frames.Clear();
            held = 0;
        }
    }

    private ParseState FindStep(ParseState state, int byteClass, Work work)
    {
        lock (gate)
        {
            var reached = closure.Reached(state, byteClass, work);
            return state[byteClass] = reached.Length == 0 ? ParseState.Dead : Find(reached, work);
        }
    }

    private Frame FindFrame(int rule, Item[] callers)
    {
        if (!frames.TryGetValue(callers, out var byRule)) frames[callers] = byRule = [];
        if (byRule.TryGetValue(rule, out var known)) return known;
        Hold(96 + (16L * callers.Length));
        return byRule[rule] = new Frame(frameCount++, rule, callers);
    }
}
