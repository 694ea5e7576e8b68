using static TorchSharp.torch;

namespace Pipelines.Training;

/// <summary>
/// Log-probabilities of answers, one a row, summed over the tokens of the answer. The tensors stay the caller's, and are all of one type.
/// </summary>
/// <param name="Policy">under the model that learns, [rows]; with gradient</param>
/// <param name="Reference">under the model that training began with, [rows], without gradient; null where it counts as uniform</param>
/// <param name="Lengths">tokens of each answer, [rows]</param>
public sealed record AnswerLogProbs(Tensor Policy, Tensor? Reference, Tensor Lengths)
{
    /// <summary>log π − log π_ref, [rows], which the caller disposes.</summary>
    public Tensor LogRatios() => Reference is null ? Policy.alias() : Policy - Reference;

    /// <summary>The mean log-probability of a token, [rows], which the caller disposes.</summary>
    public Tensor PerToken() => Policy / Lengths;
}
