using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>Numbered places for tensors of one shape, in one tensor.</summary>
/// <param name="shape">of each</param>
/// <param name="type">of their elements</param>
/// <param name="device">where they live</param>
internal sealed class Arena(long[] shape, ScalarType type, Device device) : IDisposable
{
    private Tensor? whole;

    /// <summary>Bytes of each.</summary>
    public long Bytes { get; } = shape.Aggregate((long)type.ElementSize(), (product, size) => product * size);

    /// <summary>[count, …]; what was never written is anything.</summary>
    public Tensor Whole => whole ?? throw new InvalidOperationException("no room is reserved");

    /// <summary>Makes room for <paramref name="count"/>, and forgets what was held.</summary>
    public void Reserve(int count)
    {
        whole?.Dispose();
        whole = torch.empty([count, .. shape], type, device).DetachFromDisposeScope();
    }

    /// <summary>Copies one over another.</summary>
    public void Copy(int from, int to)
    {
        using var source = Whole.select(0, from);
        using var target = Whole.select(0, to);
        target.copy_(source);
    }

    /// <summary>Some of them.</summary>
    /// <param name="numbers">which</param>
    /// <returns>[numbers, …]: a view of the only one, which may be written to, and otherwise a copy</returns>
    public Tensor Take(IReadOnlyList<int> numbers)
    {
        if (numbers.Count == 1) return Whole.narrow(0, numbers[0], 1);
        using var index = Index(numbers);
        return Whole.index_select(0, index);
    }

    /// <summary>Puts back what <see cref="Take"/> gave.</summary>
    /// <param name="numbers">which</param>
    /// <param name="values">[numbers, …]</param>
    public void Put(IReadOnlyList<int> numbers, Tensor values)
    {
        if (numbers.Count == 1) return;
        using var index = Index(numbers);
        Whole.index_copy_(0, index, values);
    }

    /// <inheritdoc/>
    public void Dispose() => whole?.Dispose();

    private Tensor Index(IReadOnlyList<int> numbers) => torch.tensor([.. numbers.Select(number => (long)number)], device: device);
}
