using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Models;

/// <summary>The same values in another shape: without the axis of one channel that a convolution has, or as a column.</summary>
/// <param name="Column">whether an axis of one is added behind the others; else the second of three is left out</param>
internal sealed record ReshapedForm(bool Column) : TensorForm
{
    /// <inheritdoc/>
    public override Tensor ToFile(Tensor parameter) => parameter.reshape([.. ShapeOf(parameter.shape)]);

    /// <inheritdoc/>
    public override Tensor ToModel(Tensor values, long[] shape) => values.reshape(shape);

    /// <inheritdoc/>
    public override IReadOnlyList<long> ShapeOf(IReadOnlyList<long> shape) => Column ? [.. shape, 1] : [shape[0], shape[2]];
}
