using Pipelines.Generators.Naming;
using Pipelines.Spec;

namespace Pipelines.Generators.Emission.Stages;

/// <summary>How a stage appears in its pipeline's class. A new kind of stage is one more line in <see cref="Of"/>.</summary>
/// <param name="Class">the runtime's class that runs it</param>
/// <param name="Artifact">what it makes</param>
/// <param name="Arguments">what its constructor takes after the pipeline and the name</param>
/// <param name="Reads">what it reads, by name in the YAML</param>
/// <param name="Summary">what it does</param>
internal sealed record StageEmitter(
    string Class,
    string Artifact,
    IReadOnlyList<string> Arguments,
    IReadOnlyList<string> Reads,
    string Summary)
{
    /// <summary>How <paramref name="stage"/> appears.</summary>
    public static StageEmitter Of(StageSpec stage, PipelineSpec pipeline) => stage switch
    {
        BpeSpec bpe => new(
            "BpeStage",
            "TokenizerArtifact",
            [],
            [bpe.Data],
            $"Learns a byte-level BPE tokenizer from {bpe.Data}."),

        PretrainSpec pretrain => new(
            $"PretrainStage<{CSharpName.Of(pretrain.Model)}>",
            $"Checkpoint<{CSharpName.Of(pretrain.Model)}>",
            [CSharpNames.Camel(pretrain.Model), CSharpName.Of(pretrain.Tokenizer)],
            [pretrain.Data, pretrain.Tokenizer, pretrain.Model],
            $"Trains {pretrain.Model} from scratch on {pretrain.Data}."),

        EvaluateSpec evaluate => Evaluation(evaluate),

        GenerateSpec generate => new(
            $"GenerateStage<{ModelOf(generate.From, pipeline)}>",
            "Report",
            [CSharpName.Of(generate.From)],
            [generate.From],
            $"Continues prompts with {Runnable(generate.From, pipeline)}."),

        ImportSpec import => new(
            $"ImportStage<{CSharpName.Of(import.Model)}>",
            $"Checkpoint<{CSharpName.Of(import.Model)}>",
            [CSharpNames.Camel(import.Model)],
            [import.Model],
            $"Takes the weights of {import.Model} from {import.Folder}."),

        ExportSpec export => new(
            $"{(IsQuantized(export.From, pipeline) ? "QuantizedExportStage" : "ExportStage")}<{ModelOf(export.From, pipeline)}>",
            "Report",
            [CSharpName.Of(export.From)],
            [export.From],
            $"Writes {Runnable(export.From, pipeline)} to {export.Folder}."),

        SftSpec sft => Tuning(
            sft, "SftStage", pipeline, $"Trains {Trained(sft)} on {List(sft.Data)}."),

        RewardSpec reward => Tuning(
            reward, "RewardStage", pipeline,
            $"Learns to score answers from the pairs of {List(reward.Data)}, on the checkpoint of {reward.From}.", "RewardModel"),

        PreferenceSpec preference => Tuning(
            preference, "PreferenceStage", pipeline,
            $"Trains {Trained(preference)} to prefer the better answers of {List(preference.Data)} ({preference.Kind})."),

        PpoSpec ppo => Rollouts(ppo, "PpoStage", pipeline),

        GrpoSpec grpo => Rollouts(grpo, "GrpoStage", pipeline),

        DistillSpec distill => Tuning(
            distill, "DistillStage", pipeline,
            $"Teaches {Trained(distill)} what the checkpoint of {distill.Teacher} expects on {List(distill.Data)}.",
            arguments: [CSharpName.Of(distill.Teacher)], reads: [distill.Teacher]),

        MergeSpec merge => new(
            $"MergeStage<{ModelOf(merge.From, pipeline)}>",
            $"Checkpoint<{ModelOf(merge.From, pipeline)}>",
            [CSharpName.Of(merge.From)],
            [merge.From],
            $"Adds the adapter of {merge.From} to its weights."),

        QuantizeSpec quantize => new(
            $"QuantizeStage<{ModelOf(quantize.From, pipeline)}>",
            $"QuantizedModel<{ModelOf(quantize.From, pipeline)}>",
            [CSharpName.Of(quantize.From)],
            [quantize.From, .. new[] { quantize.Data, quantize.Calibration?.Data }.OfType<string>().Distinct()],
            $"Writes the checkpoint of {quantize.From} as {List(quantize.Types.Select(type => type.Word()))}, and says what that costs."),

        _ => throw new NotSupportedException($"no emitter for a stage of kind {stage.Kind}"),
    };

    private static StageEmitter Evaluation(EvaluateSpec stage)
    {
        var others = stage.Inputs.Except(stage.From).ToArray();
        var data = (stage.Data is null ? [] : new[] { stage.Data }).Concat(stage.Tasks.Select(task => task.Data)).Distinct().ToArray();
        var asked = stage.Tasks.Count == 0 ? "on held-out documents" : $"on {List(data)}";
        return new(
            "EvaluateStage", "Report",
            [Array(stage.From), Array(others)],
            [.. stage.From, .. others, .. data],
            $"Measures the checkpoint{(stage.From.Count == 1 ? "" : "s")} of {List(stage.From)} {asked}.");
    }

    private static StageEmitter Rollouts(RolloutStageSpec stage, string @class, PipelineSpec pipeline)
    {
        var judges = stage.Rewards.OfType<RewardModelSpec>().Select(reward => reward.From).Distinct().ToArray();
        return Tuning(
            stage, @class, pipeline,
            $"Trains {Trained(stage)} on its own answers to {List(stage.Data)}, judged by {List(stage.Rewards.Select(Judge).Distinct())}.",
            arguments: [Array(judges)], reads: judges);
    }

    private static StageEmitter Tuning(
        FineTuningSpec stage, string @class, PipelineSpec pipeline, string summary, string artifact = "Checkpoint",
        IReadOnlyList<string>? arguments = null, IReadOnlyList<string>? reads = null)
    {
        var model = ModelOf(stage.From, pipeline);
        return new(
            $"{@class}<{model}>", $"{artifact}<{model}>", [CSharpName.Of(stage.From), .. arguments ?? []],
            [stage.From, .. reads ?? [], .. stage.Data], summary);
    }

    private static string Trained(FineTuningSpec stage) =>
        stage.Adapter is null ? $"the checkpoint of {stage.From}" : $"an adapter beside the checkpoint of {stage.From}";

    private static string Runnable(string stage, PipelineSpec pipeline) =>
        $"the {(IsQuantized(stage, pipeline) ? "quantized model" : "checkpoint")} of {stage}";

    private static bool IsQuantized(string stage, PipelineSpec pipeline) =>
        pipeline.Stages.First(other => other.Name == stage) is QuantizeSpec;

    private static string Judge(RewardSourceSpec reward) => reward is RewardModelSpec model ? model.From : reward.Kind;

    private static string Array(IEnumerable<string> stages) => $"[{string.Join(", ", stages.Select(CSharpName.Of))}]";

    /// <summary><c>dpo</c>, <c>sft, dpo and ppo</c>.</summary>
    private static string List(IEnumerable<string> names)
    {
        var all = names.ToArray();
        return all.Length < 2 ? string.Concat(all) : $"{string.Join(", ", all.Take(all.Length - 1))} and {all[all.Length - 1]}";
    }

    /// <summary>The class of the model whose checkpoint the stage named <paramref name="name"/> makes.</summary>
    private static string ModelOf(string name, PipelineSpec pipeline) =>
        CSharpName.Of(pipeline.ModelOf(name)!.Name);
}
