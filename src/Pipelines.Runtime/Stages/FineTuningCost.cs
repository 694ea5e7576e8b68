using Pipelines.Runtime.Graph;
using Pipelines.Runtime.Terminal;
using Pipelines.Spec;

namespace Pipelines.Runtime.Stages;

/// <summary>What fine-tuning takes, from the cost model.</summary>
internal static class FineTuningCost
{
    public static StageCost Of(ModelSpec model, FineTuningSpec stage, Costing costing)
    {
        var vocab = model.Vocab.Size;
        var rows = RowsOfExample(stage) * stage.Training.Batch;
        var window = MaxTokens(stage) ?? model.Architecture.Context;
        var training = stage.Training with { Batch = rows, Precision = costing.Resolve(stage.Training.Precision) };
        // How many tokens the examples have is known once they are read.
        var cost = CostModel.Training(model, vocab, training, window, tokens: 0, stage.Adapter);
        return new StageCost(
            $"{Quantity.Count(CostModel.Of(model, vocab).Parameters)} · {string.Join(", ", stage.Data)}",
            MemoryBytes: cost.Bytes,
            MemoryText: TrainingMemory.Text(cost, rows, window));
    }

    /// <summary>Operations of a training step for each of its tokens: a forward pass, and two more for the gradients.</summary>
    public static double FlopsPerToken(ModelSpec model, int vocab) => 3.0 * CostModel.Of(model, vocab).FlopsPerToken;

    /// <summary>A pair has a row for each of its answers.</summary>
    private static int RowsOfExample(FineTuningSpec stage) => stage is PreferenceSpec or RewardSpec ? 2 : 1;

    private static int? MaxTokens(FineTuningSpec stage) => stage switch
    {
        SftSpec sft => sft.MaxTokens,
        PreferenceSpec preference => preference.MaxTokens,
        RewardSpec reward => reward.MaxTokens,
        DistillSpec distill => distill.MaxTokens,
        _ => null,
    };
}
