using Pipelines.Runtime.Artifacts;
using Pipelines.Runtime.Graph;
using Pipelines.Spec;
using Pipelines.Training;
using Pipelines.Verification;

namespace Pipelines.Runtime.Stages;

/// <summary>What judges the answers of a stage: its verifiers and its reward models, which end with it.</summary>
internal sealed class RolloutRewards : IDisposable
{
    private readonly List<IDisposable> opened = [];

    private RolloutRewards(StageContext context, IReadOnlyList<RewardSourceSpec> specs, IReadOnlyList<Stage> judges)
    {
        var rewards = new List<IReward>();
        try
        {
            RewardSourceSpec[] verifying = [.. specs.Where(spec => spec is not RewardModelSpec)];
            if (verifying.Length > 0)
            {
                var scoring = new Scoring(
                    [.. verifying.Select(spec => (spec.Kind, context.Verifier(spec), spec.Weight))], Verifiers.LimitOf(verifying));
                opened.Add(scoring);
                rewards.Add(new VerifiedReward(scoring));
            }
        }
        catch (VerifierException problem)
        {
            Dispose();
            throw new PipelineException(problem.Message);
        }
        foreach (var spec in specs.OfType<RewardModelSpec>())
        {
            var judge = context.Open((IStage<RewardModel>)judges.First(stage => stage.Name == spec.From)).Load(context.Device);
            opened.Add(judge);
            rewards.Add(new ModelReward(judge.Score, spec.From, spec.Weight));
        }
        Reward = new RewardSum(rewards);
    }

    /// <summary>All of it together.</summary>
    public IReward Reward { get; }

    /// <summary>Opens what the settings name.</summary>
    /// <param name="context">the stage's</param>
    /// <param name="specs">the rewards</param>
    /// <param name="judges">the stages that make reward models</param>
    /// <exception cref="PipelineException">the settings of a verifier make none</exception>
    public static RolloutRewards Open(StageContext context, IReadOnlyList<RewardSourceSpec> specs, IReadOnlyList<Stage> judges) =>
        new(context, specs, judges);

    public void Dispose()
    {
        foreach (var one in opened) one.Dispose();
    }
}
