namespace Pipelines.Spec.Settings;

/// <summary>The place that a value fills.</summary>
/// <param name="Path">its path in the file: <c>stages.pretrain.tokens</c>; empty for the file itself</param>
/// <param name="Name">its own name: <c>tokens</c></param>
/// <param name="At">where that name stands</param>
internal sealed record Slot(string Path, string Name, SourcePosition At)
{
    /// <summary>The file itself.</summary>
    public static Slot Root(SourcePosition at) => new("", "", at);

    /// <summary>The slot of a key within this one.</summary>
    public Slot Member(string name, SourcePosition at) => new(Path.Length == 0 ? name : $"{Path}.{name}", name, at);

    /// <summary>The slot of an item of the list that fills this one.</summary>
    public Slot Item(int index, SourcePosition at) => new($"{Path}[{index}]", $"{Name}[{index}]", at);

    /// <summary>The slot of the only item, which stands there without a list; it is called what the list is called.</summary>
    public Slot Alone(SourcePosition at) => new($"{Path}[0]", Name, at);
}
