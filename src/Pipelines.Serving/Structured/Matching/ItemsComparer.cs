namespace Pipelines.Serving;

/// <summary>Compares lists of items, which are in order.</summary>
internal sealed class ItemsComparer : IEqualityComparer<Item[]>
{
    public static ItemsComparer Instance { get; } = new();

    public bool Equals(Item[]? one, Item[]? other) => one.AsSpan().SequenceEqual(other);

    public int GetHashCode(Item[] items)
    {
        var hash = new HashCode();
        foreach (var item in items) hash.Add(item);
        return hash.ToHashCode();
    }
}
