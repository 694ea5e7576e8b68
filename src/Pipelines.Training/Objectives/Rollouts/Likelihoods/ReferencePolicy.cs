using Pipelines.Modules;

namespace Pipelines.Training;

/// <summary>
/// The model that training began with, from which the trained one should not go far: the same model without its adapter, or a second copy
/// that nobody trains.
/// </summary>
/// <param name="model">the model; stays the caller's</param>
/// <param name="adapter">is disabled while the reference is asked; null where the model is a copy</param>
/// <param name="temperature">that answers are sampled with</param>
/// <param name="batch">rows at a time</param>
public sealed class ReferencePolicy(Decoder model, AdapterSet? adapter, double temperature, int batch)
{
    private readonly AnswerReading reading = new(new AnswerLikelihood(model, temperature), batch);

    /// <summary>log π_ref of each answer's tokens, [answers][tokens].</summary>
    /// <param name="answers">the answers</param>
    /// <param name="policy">is computed with in the same number format</param>
    public IReadOnlyList<float[]> LogProbs(IReadOnlyList<SampledAnswer> answers, Decoder policy)
    {
        model.ComputeType = policy.ComputeType;
        using var without = adapter?.Disabled();
        return reading.LogProbs(answers);
    }
}
