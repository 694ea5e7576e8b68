namespace Pipelines.Serving;

/// <summary>Which states reach the end of their rule.</summary>
internal static class Reaching
{
    /// <param name="builder">the states</param>
    /// <param name="count">how many</param>
    /// <param name="throughBytes">whether bytes may be read on the way; otherwise the way must be empty</param>
    public static bool[] End(AutomatonBuilder builder, int count, bool throughBytes)
    {
        var reaches = new bool[count];
        var before = builder.Edges(throughBytes).ToLookup(edge => edge.To, edge => edge.From);
        var returns = builder.Calls().ToLookup(call => call.Call.Return);
        var callers = builder.Calls().ToLookup(call => builder.Rule(call.Call.Rule).Start);
        var open = new Stack<int>();
        foreach (var rule in builder.Rules) Mark(rule.End);
        while (open.TryPop(out var state))
        {
            foreach (var earlier in before[state]) Mark(earlier);
            foreach (var (from, call) in returns[state])
                if (reaches[builder.Rule(call.Rule).Start])
                    Mark(from);
            foreach (var (from, call) in callers[state])
                if (reaches[call.Return])
                    Mark(from);
        }
        return reaches;

        void Mark(int state)
        {
            if (reaches[state]) return;
            reaches[state] = true;
            open.Push(state);
        }
    }
}
