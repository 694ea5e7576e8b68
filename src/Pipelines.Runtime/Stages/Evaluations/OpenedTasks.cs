using Pipelines.Data;
using Pipelines.Modules;
using Pipelines.Runtime.Artifacts;
using Pipelines.Runtime.Graph;
using Pipelines.Spec;
using Pipelines.Training;
using Checkpoint = Pipelines.Runtime.Artifacts.Checkpoint;

namespace Pipelines.Runtime.Stages.Evaluations;

/// <summary>The tasks of a stage with what they need, which ends with them: verifiers, reward models, the answers to beat.</summary>
internal sealed class OpenedTasks : IDisposable
{
    private readonly List<IDisposable> opened = [];
    private readonly List<IEvaluationTask> tasks = [];

    private OpenedTasks(IReadOnlyList<EvaluationTaskSpec> specs) => Specs = specs;

    /// <summary>Their settings, in the file's order.</summary>
    public IReadOnlyList<EvaluationTaskSpec> Specs { get; }

    /// <summary>Opens what the settings name.</summary>
    /// <param name="context">of the stage</param>
    /// <param name="spec">of the stage</param>
    /// <param name="from">the stages that are evaluated</param>
    /// <param name="others">the stages that tasks read beside them</param>
    /// <exception cref="PipelineException">a source holds out no example, or the settings of a verifier make none</exception>
    public static OpenedTasks Open(
        StageContext context, EvaluateSpec spec, IReadOnlyList<IStage<Checkpoint>> from, IReadOnlyList<Stage> others)
    {
        var made = new OpenedTasks(spec.Tasks);
        try
        {
            foreach (var task in spec.Tasks) made.tasks.Add(made.Open(context, task, [.. from.Select(stage => stage.Stage), .. others]));
            return made;
        }
        catch
        {
            made.Dispose();
            throw;
        }
    }

    /// <summary>What each task finds of a checkpoint; null where it has nothing that could be put to it.</summary>
    public IReadOnlyList<TaskFindings?> Ask(Examinee examinee, string name, StageContext context)
    {
        var findings = new List<TaskFindings?>();
        for (var i = 0; i < tasks.Count; i++)
        {
            try
            {
                findings.Add(tasks[i].Ask(examinee, context.Cancellation));
            }
            catch (NothingToAskException problem)
            {
                context.Progress.Warn($"{Specs[i].Kind} of {Specs[i].Data} is left out for {name}: {problem.Message}");
                findings.Add(null);
            }
        }
        return findings;
    }

    public void Dispose()
    {
        foreach (var one in opened) one.Dispose();
    }

    private IEvaluationTask Open(StageContext context, EvaluationTaskSpec spec, IReadOnlyList<Stage> stages)
    {
        var examples = HeldOutExamples.Of(context.Examples(spec.Data), spec.Limit);
        switch (spec)
        {
            case AnswersTaskSpec: return new AnswersTask(examples);
            case ChoiceTaskSpec choice: return new ChoiceTask(examples, choice.Normalized);
            case VerifiedTaskSpec verified:
                var rewards = RolloutRewards.Open(context, verified.Rewards, stages);
                opened.Add(rewards);
                return new VerifiedTask(
                    examples, rewards.Reward, verified.Rewards.Count(reward => reward is not RewardModelSpec), verified.Samples,
                    verified.K, verified.Sampling, context.Spec.Seed);
            case WinRateTaskSpec wins:
                var judge = context.Open((IStage<RewardModel>)stages.First(stage => stage.Name == wins.Reward)).Load(context.Device);
                opened.Add(judge);
                var others = wins.Against is { } other
                    ? Written(context, (IStage<Checkpoint>)stages.First(stage => stage.Name == other), examples, wins.Sampling)
                    : WinRateTask.AnswersOf(examples);
                return new WinRateTask(examples, judge.Score, others, wins.Sampling, context.Spec.Seed);
            default: throw new NotSupportedException($"no task is known as {spec.Kind}");
        }
    }

    private static IReadOnlyDictionary<string, string> Written(
        StageContext context, IStage<Checkpoint> stage, IReadOnlyList<Example> examples, SamplingSpec sampling)
    {
        var checkpoint = context.Open(stage);
        using var model = (Decoder)checkpoint.Load(context.Device);
        var examinee = new Examinee(model, checkpoint.LoadTokenizer(), checkpoint.LoadChat());
        return WinRateTask.AnswersOf(examinee, examples, sampling, context.Spec.Seed, context.Cancellation);
    }
}
