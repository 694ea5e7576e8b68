using Pipelines.Spec;
using static TorchSharp.torch;

namespace Pipelines.Training;

/// <summary>A loss over pairs of a preferred and a rejected answer to one prompt, from their log-probabilities.</summary>
/// <param name="beta">β: how much a reward counts, and so how far the policy may go from where it began</param>
public abstract class PreferenceLoss(double beta)
{
    /// <summary>β: how much a reward counts.</summary>
    public double Beta { get; } = beta;

    /// <summary>Whether log-probabilities are averaged over the tokens of an answer instead of summed, in rewards and in measures.</summary>
    public virtual bool IsPerToken => false;

    /// <summary>Whether it asks how far the policy is from the reference on answers to other prompts.</summary>
    public virtual bool NeedsDivergence => false;

    /// <summary>What a stage asks for.</summary>
    /// <exception cref="NotSupportedException">a loss that is not known</exception>
    public static PreferenceLoss From(PreferenceLossSpec spec) => spec switch
    {
        DpoSpec dpo => new DpoLoss(dpo.Beta, dpo.LabelSmoothing),
        IpoSpec ipo => new IpoLoss(ipo.Beta),
        SimpoSpec simpo => new SimpoLoss(simpo.Beta, simpo.Gamma),
        OrpoSpec orpo => new OrpoLoss(orpo.Beta),
        KtoSpec kto => new KtoLoss(kto.Beta, kto.DesirableWeight, kto.UndesirableWeight),
        _ => throw new NotSupportedException($"no preference loss is known as {spec.Kind}"),
    };

    /// <summary>The loss of each pair.</summary>
    /// <param name="chosen">the preferred answers, [pairs]</param>
    /// <param name="rejected">the others, in the same order, [pairs]</param>
    /// <param name="divergence">
    /// z: how far the policy is from the reference on answers to other prompts, in nats, not below 0; read where
    /// <see cref="NeedsDivergence"/>
    /// </param>
    /// <returns>[pairs], in the type of the log-probabilities, which the caller disposes</returns>
    public Tensor Losses(AnswerLogProbs chosen, AnswerLogProbs rejected, double divergence = 0)
    {
        using var scope = NewDisposeScope();
        return Compute(chosen, rejected, divergence).MoveToOuterDisposeScope();
    }

    /// <summary>The rewards that answers have implicitly: β times the log-ratio, or the log-probability where there is no reference.</summary>
    /// <returns>[rows], without gradient, which the caller disposes</returns>
    public Tensor Rewards(AnswerLogProbs answers)
    {
        using var untracked = no_grad();
        using var scores = IsPerToken ? answers.PerToken() : answers.LogRatios();
        return scores * Beta;
    }

    /// <summary>The losses of pairs, within a scope that frees what is made on the way.</summary>
    private protected abstract Tensor Compute(AnswerLogProbs chosen, AnswerLogProbs rejected, double divergence);
}
