namespace Pipelines.Verification;

/// <summary>What was made of texts lately: of a fixed number, so that a long run does not grow by it.</summary>
/// <typeparam name="T">what is made; two threads may make the same, and one of them is kept</typeparam>
/// <param name="capacity">most texts</param>
internal sealed class Cache<T>(int capacity)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, LinkedListNode<(string Text, T Made)>> found = [];
    private readonly LinkedList<(string Text, T Made)> latest = [];

    /// <summary>What was made of <paramref name="text"/>, or is made now.</summary>
    public T Get(string text, Func<T> make)
    {
        lock (gate)
        {
            if (found.TryGetValue(text, out var node))
            {
                latest.Remove(node);
                latest.AddFirst(node);
                return node.Value.Made;
            }
        }
        var made = make();
        lock (gate)
        {
            if (found.TryGetValue(text, out var node)) return node.Value.Made;
            found[text] = latest.AddFirst((text, made));
            if (latest.Count <= capacity) return made;
            found.Remove(latest.Last!.Value.Text);
            latest.RemoveLast();
            return made;
        }
    }
}
