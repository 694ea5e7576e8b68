namespace Pipelines.Serving;

/// <summary>
/// An automaton over characters, with steps that take none and steps that call a rule: what an expression becomes before its characters
/// become bytes (Thompson 1968). Not deterministic; one state begins, one ends.
/// </summary>
internal sealed class CharacterAutomaton
{
    private readonly List<List<CharacterStep>> steps = [];

    private CharacterAutomaton()
    {
        Start = Add();
        End = Add();
    }

    public int Start { get; }

    public int End { get; }

    public IReadOnlyList<IReadOnlyList<CharacterStep>> Steps => steps;

    public static CharacterAutomaton Of(Expression expression)
    {
        var automaton = new CharacterAutomaton();
        automaton.Skip(automaton.Write(expression, automaton.Start), automaton.End);
        return automaton;
    }

    /// <summary>Every text of <paramref name="least"/> to <paramref name="most"/> characters.</summary>
    public static CharacterAutomaton OfLength(int least, int? most) =>
        Of(new Expression.Repeat(new Expression.Characters(CodePointSet.All), least, most));

    /// <summary>Exactly these texts.</summary>
    public static CharacterAutomaton OfTexts(IEnumerable<string> texts)
    {
        var automaton = new CharacterAutomaton();
        foreach (var state in automaton.WriteTexts(texts).Ends) automaton.Skip(state, automaton.End);
        return automaton;
    }

    /// <summary>Every text but these.</summary>
    public static CharacterAutomaton OfOtherTexts(IEnumerable<string> texts)
    {
        var automaton = new CharacterAutomaton();
        var (branches, ends) = automaton.WriteTexts(texts);
        var other = automaton.Add();
        automaton.Step(other, CodePointSet.All, other);
        automaton.Skip(other, automaton.End);
        foreach (var (state, next) in branches)
        {
            automaton.Step(state, CodePointSet.Of(next.Select(character => (character, character))).Complement(), other);
            if (!ends.Contains(state)) automaton.Skip(state, automaton.End);
        }
        return automaton;
    }

    /// <summary>What both accept; neither calls rules.</summary>
    public CharacterAutomaton Intersect(CharacterAutomaton other)
    {
        var both = new CharacterAutomaton();
        var known = new Dictionary<(int, int), int> { [(Start, other.Start)] = both.Start, [(End, other.End)] = both.End };
        var open = new Queue<(int, int)>([(Start, other.Start)]);
        while (open.TryDequeue(out var pair))
        {
            var from = known[pair];
            var (mine, its) = (steps[pair.Item1], other.steps[pair.Item2]);
            foreach (var step in mine.Where(step => step.Set is null)) both.Skip(from, State((step.Target, pair.Item2)));
            foreach (var step in its.Where(step => step.Set is null)) both.Skip(from, State((pair.Item1, step.Target)));
            foreach (var first in mine.Where(step => step.Set is not null))
                foreach (var second in its.Where(step => step.Set is not null))
                {
                    var set = first.Set!.Intersect(second.Set!);
                    if (!set.IsEmpty) both.Step(from, set, State((first.Target, second.Target)));
                }
        }
        return both;

        int State((int, int) pair)
        {
            if (known.TryGetValue(pair, out var state))
                return state;
            open.Enqueue(pair);
            return known[pair] = both.Add();
        }
    }

    private int Write(Expression expression, int from)
    {
        switch (expression)
        {
            case Expression.Characters characters:
                return Step(from, characters.Set, Add());
            case Expression.Call call:
                var returned = Add();
                steps[from].Add(new CharacterStep(null, returned, call));
                return returned;
            case Expression.Sequence sequence:
                return sequence.Parts.Aggregate(from, (state, part) => Write(part, state));
            case Expression.Choice choice:
                var joined = Add();
                foreach (var part in choice.Parts) Skip(Write(part, Branch(from)), joined);
                return joined;
            case Expression.Repeat repeat:
                return Repeat(repeat, from);
            default:
                throw new GrammarException("an anchor in the midst of the expression");
        }
    }

    private int Repeat(Expression.Repeat repeat, int from)
    {
        for (var i = 0; i < repeat.Least; i++)
        {
            var next = Write(repeat.Part, from);
            if (next == from) break; // a part without characters, however often
            from = next;
        }
        var end = Add();
        if (repeat.Most is { } most)
        {
            for (var i = repeat.Least; i < most; i++)
            {
                Skip(from, end);
                var next = Write(repeat.Part, from);
                if (next == from) break;
                from = next;
            }
            return Skip(from, end);
        }
        var again = Branch(from);
        Skip(Write(repeat.Part, again), again);
        return Skip(again, end);
    }

    private (Dictionary<int, HashSet<int>> Branches, HashSet<int> Ends) WriteTexts(IEnumerable<string> texts)
    {
        var next = new Dictionary<(int, int), int>();
        var branches = new Dictionary<int, HashSet<int>> { [Start] = [] };
        var ends = new HashSet<int>();
        foreach (var text in texts)
        {
            var state = Start;
            foreach (var rune in text.EnumerateRunes())
            {
                branches[state].Add(rune.Value);
                if (!next.TryGetValue((state, rune.Value), out var target))
                {
                    target = next[(state, rune.Value)] = Step(state, CodePointSet.Of(rune.Value), Add());
                    branches[target] = [];
                }
                state = target;
            }
            ends.Add(state);
        }
        return (branches, ends);
    }

    private int Branch(int from) => Skip(from, Add());

    private int Skip(int from, int to)
    {
        steps[from].Add(new CharacterStep(null, to, null));
        return to;
    }

    private int Step(int from, CodePointSet set, int to)
    {
        if (!set.IsEmpty) steps[from].Add(new CharacterStep(set, to, null));
        return to;
    }

    private int Add()
    {
        if (steps.Count >= GrammarLimits.States)
            throw new GrammarException($"needs more than {GrammarLimits.States} states: repeat less");
        steps.Add([]);
        return steps.Count - 1;
    }
}

/// <summary>From a state to <paramref name="Target"/>: by a character of a set, by what a rule stands for, or by nothing.</summary>
internal readonly record struct CharacterStep(CodePointSet? Set, int Target, Expression.Call? Call);
