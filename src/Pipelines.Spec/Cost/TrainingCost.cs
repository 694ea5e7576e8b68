namespace Pipelines.Spec;

/// <summary>What a pretraining run takes: bytes at its peak, and operations in all.</summary>
/// <param name="Weights">
/// bytes of the float32 weights; where activations are bfloat16 also of two copies, laid out for the forward and the backward pass
/// </param>
/// <param name="Gradients">bytes of the float32 gradients</param>
/// <param name="Optimizer">bytes of the optimizer's state</param>
/// <param name="Activations">bytes that one micro-batch keeps for the backward pass, and the largest buffers of that pass</param>
/// <param name="Flops">operations of the whole run: three forward passes' worth a token</param>
public sealed record TrainingCost(long Weights, long Gradients, long Optimizer, long Activations, long Flops)
{
    /// <summary>Bytes of all four together, or the largest number there is.</summary>
    public long Bytes
    {
        get
        {
            var held = Weights + Gradients + Optimizer;
            return held > long.MaxValue - Activations ? long.MaxValue : held + Activations;
        }
    }
}
