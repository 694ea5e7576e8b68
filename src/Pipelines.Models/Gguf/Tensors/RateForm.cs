using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Models;

/// <summary>
/// How fast a state fades, A = −exp(A_log), which the model keeps as its logarithm (Gu and Dao 2023) and the file as it is.
/// </summary>
/// <param name="Column">whether the file has a column of one for each head, as Mamba-2's do</param>
internal sealed record RateForm(bool Column) : TensorForm
{
    /// <inheritdoc/>
    public override Tensor ToFile(Tensor parameter)
    {
        using var rates = parameter.exp();
        using var falling = rates.neg();
        return falling.reshape([.. ShapeOf(parameter.shape)]);
    }

    /// <inheritdoc/>
    public override Tensor ToModel(Tensor values, long[] shape)
    {
        using var rates = values.neg();
        using var logs = rates.log();
        return logs.reshape(shape);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<long> ShapeOf(IReadOnlyList<long> shape) => Column ? [.. shape, 1] : shape;
}
