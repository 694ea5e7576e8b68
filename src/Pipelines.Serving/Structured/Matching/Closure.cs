using System.Runtime.InteropServices;

namespace Pipelines.Serving;

/// <summary>Follows steps by nothing: into rules that are called, and out of rules that end. For one thread at a time.</summary>
internal sealed class Closure(Automaton automaton, Func<int, Item[], Frame> findFrame)
{
    private readonly HashSet<Item> seen = [];
    private readonly Stack<Item> open = [];
    private readonly Dictionary<int, HashSet<Item>> callers = [];
    private readonly PriorityQueue<int, int> called = new();
    private readonly List<Item> seeds = [];
    private readonly List<FrameStep> steps = [];

    /// <summary>All that is possible at the items.</summary>
    public ParseState Of(Item[] items, Work work)
    {
        Clear();
        var isEnd = false;
        foreach (var item in items) Seed(item);
        // First out of every rule that ends, which the items alone decide: a rule called here that is empty is stepped over, not entered.
        while (open.TryPop(out var item))
        {
            Follow(item, work);
            if (!automaton.IsEnd[item.State]) continue;
            isEnd |= item.Frame.Id < Frame.FirstId;
            foreach (var caller in item.Frame.Callers) Seed(caller);
        }
        // Then into rules, a rule after all that may call it here: so its frame knows all of its callers.
        while (called.TryDequeue(out var rule, out _))
        {
            var ordered = callers[rule].ToArray();
            Array.Sort(ordered);
            Enter(new Item(automaton.Rules[rule].Start, findFrame(rule, ordered)));
            while (open.TryPop(out var item)) Follow(item, work);
        }
        return new ParseState([.. seeds], [.. steps], isEnd, automaton.ClassCount);
    }

    /// <summary>The items after a byte of a class, in order.</summary>
    public Item[] Reached(ParseState state, int byteClass, Work work)
    {
        Clear();
        work.Add(state.Steps.Length);
        foreach (var step in state.Steps)
            if (byteClass >= step.First && byteClass <= step.Last)
                Enter(new Item(step.Target, step.Frame));
        while (open.TryPop(out var item))
        {
            work.Add(1);
            // What can only end has its callers in its place: so stacks stay short, and equal situations are equal.
            if (automaton.EndsOnly(item.State) && item.Frame.Id >= Frame.FirstId)
                foreach (var caller in item.Frame.Callers) Enter(caller);
            else seeds.Add(item);
        }
        seeds.Sort();
        return [.. seeds];
    }

    private void Clear()
    {
        seen.Clear();
        open.Clear();
        callers.Clear();
        called.Clear();
        seeds.Clear();
        steps.Clear();
    }

    private void Seed(Item item)
    {
        if (!seen.Add(item)) return;
        seeds.Add(item);
        open.Push(item);
    }

    private void Enter(Item item)
    {
        if (seen.Add(item)) open.Push(item);
    }

    private void Follow(Item item, Work work)
    {
        var (state, frame) = item;
        work.Add(1 + automaton.Steps[state].Length);
        foreach (var step in automaton.Steps[state]) steps.Add(new FrameStep(step.First, step.Last, step.Target, frame));
        foreach (var target in automaton.Skips[state]) Enter(new Item(target, frame));
        foreach (var call in automaton.Calls[state]) Call(call, frame);
    }

    private void Call(RuleCall call, Frame frame)
    {
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(callers, call.Rule, out var before);
        if (!before) called.Enqueue(call.Rule, automaton.Ranks[call.Rule]);
        known ??= [];
        // A call that ends its rule returns to the callers of that: recursion on the right does not grow the stack.
        if (automaton.EndsOnly(call.Return) && frame.Id >= Frame.FirstId) known.UnionWith(frame.Callers);
        else known.Add(new Item(call.Return, frame));
    }
}
