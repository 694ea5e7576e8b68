namespace Pipelines.Serving;

/// <summary>The grammars compiled last, by their source.</summary>
internal static class GrammarCache
{
    private const int Capacity = 64;

    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, LinkedListNode<(string Source, Grammar Grammar)>> Known = [];
    private static readonly LinkedList<(string Source, Grammar Grammar)> Order = [];

    public static Grammar Get(string source, Func<Grammar> compile)
    {
        lock (Gate)
        {
            if (Known.TryGetValue(source, out var node))
            {
                Order.Remove(node);
                Order.AddFirst(node);
                return node.Value.Grammar;
            }
        }
        var grammar = compile(); // others need not wait; who compiles the same meanwhile does so in vain
        lock (Gate)
        {
            if (Known.TryGetValue(source, out var meanwhile)) return meanwhile.Value.Grammar;
            Known[source] = Order.AddFirst((source, grammar));
            if (Order.Count <= Capacity) return grammar;
            Known.Remove(Order.Last!.Value.Source);
            Order.RemoveLast();
            return grammar;
        }
    }
}
