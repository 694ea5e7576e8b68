using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Torch;

/// <summary>
/// An argument of an operator. It converts from everything that a schema takes, and holds the object behind the handle, so
/// that the collector cannot free a tensor while libtorch works on it.
/// </summary>
internal readonly struct Arg
{
    public readonly Value Value;
    public readonly object? Held;

    private Arg(ValueTag tag, long value, object? held = null)
    {
        Value.Tag = tag;
        Value.Int = value;
        Held = held;
    }

    private Arg(double value)
    {
        Value.Tag = ValueTag.Double;
        Value.Double = value;
    }

    /// <summary>Takes the schema's default.</summary>
    public static Arg Default => default;

    /// <summary>None, for an optional argument.</summary>
    public static Arg None => new(ValueTag.None, 0);

    public static implicit operator Arg(Tensor? tensor) => tensor is null ? None : new(ValueTag.Tensor, tensor.Handle, tensor);
    public static implicit operator Arg(long value) => new(ValueTag.Int, value);
    public static implicit operator Arg(int value) => new(ValueTag.Int, value);
    public static implicit operator Arg(double value) => new(value);
    public static implicit operator Arg(bool value) => new(ValueTag.Bool, value ? 1 : 0);
    public static implicit operator Arg(long? value) => value is { } v ? v : None;
    public static implicit operator Arg(double? value) => value is { } v ? v : None;
    public static implicit operator Arg(ScalarType value) => new(ValueTag.Int, (long)value);
    public static implicit operator Arg(ScalarType? value) => value is { } v ? v : None;
    public static implicit operator Arg(Device? value) => value is null ? None : new(ValueTag.Device, value.Packed);
    public static implicit operator Arg(Generator? value) => value is null ? None : new(ValueTag.Generator, value.Handle, value);
    public static implicit operator Arg(string? value) => value is null ? None : new(ValueTag.String, 0, value);
    public static implicit operator Arg(long[]? value) => value is null ? None : new(ValueTag.Ints, 0, value);
    public static implicit operator Arg(double[]? value) => value is null ? None : new(ValueTag.Doubles, 0, value);
    public static implicit operator Arg(Tensor?[]? value) => value is null ? None : new(ValueTag.Tensors, 0, value);
    public static implicit operator Arg(ReadOnlySpan<long> value) => value.ToArray();

    public static implicit operator Arg(Scalar? value) => value is null ? None : value.Kind switch
    {
        ScalarKind.Int => value.Int,
        ScalarKind.Bool => value.Int != 0,
        ScalarKind.Double => value.Double,
        _ => new(ValueTag.Complex, 0, new[] { value.Double, value.Imaginary }),
    };

    /// <summary>The tensors of a list.</summary>
    public static Arg Of(IEnumerable<Tensor?> tensors) => tensors as Tensor?[] ?? tensors.ToArray();

    public override string ToString() => $"{Value.Tag} {Held ?? Value.Int}";
}
