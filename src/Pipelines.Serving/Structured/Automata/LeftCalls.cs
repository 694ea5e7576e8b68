namespace Pipelines.Serving;

/// <summary>Which rules are called before anything is read: no rule may so come to call itself.</summary>
internal static class LeftCalls
{
    /// <exception cref="GrammarException">a rule calls itself before it has read anything</exception>
    public static int[] Ranks(Automaton automaton)
    {
        var ranks = new int[automaton.Rules.Length];
        var entered = new bool[ranks.Length];
        var next = ranks.Length;
        var path = new Stack<(int Rule, IEnumerator<int> Calls)>();
        for (var first = 0; first < ranks.Length; first++)
        {
            Enter(first);
            while (path.TryPeek(out var top))
            {
                if (top.Calls.MoveNext()) Enter(top.Calls.Current);
                else ranks[path.Pop().Rule] = next--;
            }
        }
        return ranks;

        void Enter(int rule)
        {
            if (entered[rule] && ranks[rule] == 0)
            {
                var cycle = path.Select(step => step.Rule).TakeWhile(other => other != rule).Append(rule).Reverse().Append(rule);
                throw new GrammarException(
                    $"rule '{automaton.Rules[rule].Name}' calls itself before it reads anything: " +
                    string.Join(" → ", cycle.Select(other => automaton.Rules[other].Name)));
            }
            if (entered[rule]) return;
            entered[rule] = true;
            path.Push((rule, Called(automaton, rule).GetEnumerator()));
        }
    }

    private static IEnumerable<int> Called(Automaton automaton, int rule)
    {
        var seen = new HashSet<int> { automaton.Rules[rule].Start };
        var open = new Stack<int>(seen);
        var called = new HashSet<int>();
        while (open.TryPop(out var state))
        {
            foreach (var call in automaton.Calls[state]) called.Add(call.Rule);
            foreach (var target in automaton.Skips[state])
                if (seen.Add(target))
                    open.Push(target);
        }
        return called;
    }
}
