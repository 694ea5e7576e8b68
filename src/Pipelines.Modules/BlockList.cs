using System.Collections;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>Blocks one above the other, named 0, 1, 2, … as checkpoints name them.</summary>
/// <typeparam name="T">the block</typeparam>
public sealed class BlockList<T> : nn.Module, IReadOnlyList<T> where T : nn.Module
{
    private readonly T[] blocks;

    /// <summary>Makes <paramref name="count"/> blocks, the lowest first.</summary>
    public BlockList(int count, Func<T> create)
        : this(count, _ => create())
    {
    }

    /// <summary>Makes <paramref name="count"/> blocks, each from its place in the list, the lowest first.</summary>
    public BlockList(int count, Func<int, T> create)
        : this(Enumerable.Range(0, count).Select(create))
    {
    }

    /// <summary>Takes <paramref name="blocks"/>, the lowest first.</summary>
    public BlockList(IEnumerable<T> blocks)
        : base(nameof(BlockList<T>)) => this.blocks = [.. blocks.Select((block, index) => this.Register($"{index}", block))];

    /// <inheritdoc/>
    public int Count => blocks.Length;

    /// <inheritdoc/>
    public T this[int index] => blocks[index];

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)blocks).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Nothing is left to register.</summary>
    protected override void RegisterComponents()
    {
    }
}
