using System.Text;

namespace Pipelines.Serving;

/// <summary>
/// Collects the states of a pushdown automaton over bytes: steps by bytes, steps by nothing, and calls of rules, each of which has a state
/// that begins and one that ends.
/// </summary>
internal sealed class AutomatonBuilder
{
    private readonly List<List<ByteStep>> steps = [];
    private readonly List<List<int>> skips = [];
    private readonly List<List<RuleCall>> calls = [];
    private readonly List<AutomatonRule> rules = [];
    private int edges;

    /// <summary>For expressions that call none.</summary>
    public static int NoRule(Expression.Call call) => throw new GrammarException($"there is no rule '{call.Rule}'", call.Place);

    /// <summary>A new rule, with the states that begin and end it.</summary>
    public int AddRule(string name)
    {
        if (rules.Count >= GrammarLimits.Rules) throw new GrammarException($"needs more than {GrammarLimits.Rules} rules");
        rules.Add(new AutomatonRule(name, Add(), Add()));
        return rules.Count - 1;
    }

    public AutomatonRule Rule(int rule) => rules[rule];

    public int Add()
    {
        if (steps.Count >= GrammarLimits.States)
            throw new GrammarException($"needs more than {GrammarLimits.States} states: ask for shorter texts or fewer items");
        steps.Add([]);
        skips.Add([]);
        calls.Add([]);
        return steps.Count - 1;
    }

    public int Step(int from, byte first, byte last, int to)
    {
        Count();
        steps[from].Add(new ByteStep(first, last, to));
        return to;
    }

    public int Skip(int from, int to)
    {
        Count();
        skips[from].Add(to);
        return to;
    }

    public int Call(int from, int rule, int to)
    {
        Count();
        calls[from].Add(new RuleCall(rule, to));
        return to;
    }

    /// <summary>Calls a rule; the state after it.</summary>
    public int Call(int from, int rule) => Call(from, rule, Add());

    /// <summary>Writes a text as it is; the state after it.</summary>
    public int Text(int from, string text)
    {
        foreach (var value in Encoding.UTF8.GetBytes(text)) from = Step(from, value, value, Add());
        return from;
    }

    /// <summary>Adds all of another automaton; the rule that it begins with.</summary>
    public int Embed(Automaton other)
    {
        var states = new int[other.Steps.Length];
        var ids = new int[other.Rules.Length];
        for (var rule = 0; rule < ids.Length; rule++)
        {
            var (name, start, end) = other.Rules[rule];
            ids[rule] = AddRule(name);
            (states[start], states[end]) = (Rule(ids[rule]).Start, Rule(ids[rule]).End);
        }
        var known = other.Rules.SelectMany(rule => new[] { rule.Start, rule.End }).ToHashSet();
        for (var state = 0; state < states.Length; state++)
            if (!known.Contains(state)) states[state] = Add();
        for (var state = 0; state < states.Length; state++)
        {
            foreach (var (first, last, target) in other.Steps[state])
                Step(states[state], (byte)other.Classes.IndexOf(first), (byte)other.Classes.LastIndexOf(last), states[target]);
            foreach (var target in other.Skips[state]) Skip(states[state], states[target]);
            foreach (var (rule, target) in other.Calls[state]) Call(states[state], ids[rule], states[target]);
        }
        return ids[other.Root];
    }

    /// <summary>The automaton, where it accepts something and can be run.</summary>
    /// <exception cref="GrammarException">it accepts no text, or a rule calls itself before anything is read</exception>
    public Automaton Build(int root)
    {
        var count = steps.Count;
        var reachesEnd = Reaching.End(this, count, throughBytes: true);
        if (!reachesEnd[rules[root].Start]) throw new GrammarException("accepts no text at all");
        var nullable = Reaching.End(this, count, throughBytes: false);
        bool Lives(RuleCall call) => reachesEnd[rules[call.Rule].Start] && reachesEnd[call.Return];
        IEnumerable<int> Over(int state) =>
            calls[state].Where(call => Lives(call) && nullable[rules[call.Rule].Start]).Select(call => call.Return);
        return new Automaton(
            [.. steps.Select(list => list.Where(step => reachesEnd[step.Target]).ToArray())],
            [.. skips.Select((list, state) => list.Where(target => reachesEnd[target]).Concat(Over(state)).ToArray())],
            [.. calls.Select(list => list.Where(Lives).ToArray())],
            [.. rules],
            root);
    }

    /// <summary>What leads to each state, for going backwards.</summary>
    internal IEnumerable<(int From, int To)> Edges(bool throughBytes)
    {
        for (var state = 0; state < steps.Count; state++)
        {
            foreach (var target in skips[state]) yield return (state, target);
            if (!throughBytes) continue;
            foreach (var step in steps[state]) yield return (state, step.Target);
        }
    }

    internal IEnumerable<(int From, RuleCall Call)> Calls()
    {
        for (var state = 0; state < calls.Count; state++)
            foreach (var call in calls[state])
                yield return (state, call);
    }

    internal IReadOnlyList<AutomatonRule> Rules => rules;

    private void Count()
    {
        if (++edges > GrammarLimits.Edges) throw new GrammarException($"needs more than {GrammarLimits.Edges} steps between states");
    }
}

/// <summary>A rule by name, with the states that begin and end it.</summary>
internal readonly record struct AutomatonRule(string Name, int Start, int End);

/// <summary>A step by any byte from <paramref name="First"/> to <paramref name="Last"/>.</summary>
internal readonly record struct ByteStep(byte First, byte Last, int Target);

/// <summary>A step by whatever a rule accepts.</summary>
internal readonly record struct RuleCall(int Rule, int Return);
