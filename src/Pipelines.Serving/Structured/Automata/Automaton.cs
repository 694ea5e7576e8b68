namespace Pipelines.Serving;

/// <summary>
/// A pushdown automaton over bytes, not deterministic, in which every state can be left towards the end: what each grammar is compiled to.
/// Bytes that no step tells apart are one class.
/// </summary>
internal sealed class Automaton
{
    private readonly byte[] classes = new byte[256];
    private readonly bool[] endsOnly;

    public Automaton(ByteStep[][] steps, int[][] skips, RuleCall[][] calls, AutomatonRule[] rules, int root)
    {
        (Skips, Calls, Rules, Root) = (skips, calls, rules, root);
        IsEnd = new bool[steps.Length];
        foreach (var rule in rules) IsEnd[rule.End] = true;
        ClassCount = FindClasses(steps);
        Steps = [.. steps.Select(list => list
            .Select(step => step with { First = classes[step.First], Last = classes[step.Last] }).ToArray())];
        endsOnly = FindEnds();
        Ranks = LeftCalls.Ranks(this);
    }

    /// <summary>The class of each byte, in order.</summary>
    public ReadOnlySpan<byte> Classes => classes;

    public int ClassCount { get; }

    /// <summary>Steps of each state, by classes of bytes.</summary>
    public ByteStep[][] Steps { get; }

    /// <summary>Steps by nothing, over rules that accept the empty text among them.</summary>
    public int[][] Skips { get; }

    public RuleCall[][] Calls { get; }

    public AutomatonRule[] Rules { get; }

    public bool[] IsEnd { get; }

    public int Root { get; }

    /// <summary>An order of the rules in which one that calls another before it reads anything comes first.</summary>
    public int[] Ranks { get; }

    /// <summary>Whether nothing but the end of its rule follows the state.</summary>
    public bool EndsOnly(int state) => endsOnly[state];

    private bool[] FindEnds()
    {
        var ends = new bool[Steps.Length];
        var open = new Stack<int>();
        var left = Skips.Select(targets => targets.Length).ToArray();
        var before = Skips.SelectMany((targets, state) => targets.Select(target => (state, target)))
            .ToLookup(skip => skip.target, skip => skip.state);
        foreach (var rule in Rules) Settle(rule.End);
        while (open.TryPop(out var state))
            foreach (var earlier in before[state])
            {
                left[earlier]--;
                Settle(earlier);
            }
        return ends;

        void Settle(int state)
        {
            if (left[state] > 0 || ends[state] || Steps[state].Length + Calls[state].Length > 0) return;
            ends[state] = true;
            open.Push(state);
        }
    }

    private int FindClasses(ByteStep[][] steps)
    {
        var begins = new bool[257];
        foreach (var step in steps.SelectMany(list => list))
        {
            begins[step.First] = true;
            begins[step.Last + 1] = true;
        }
        var current = 0;
        for (var value = 1; value < 256; value++) classes[value] = (byte)(begins[value] ? ++current : current);
        return current + 1;
    }
}
