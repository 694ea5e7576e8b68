using Pipelines.Runtime.Graph;
using Pipelines.Runtime.Terminal;
using Pipelines.Spec;

namespace Pipelines.Runtime.Stages;

/// <summary>What pretraining takes, from the cost model.</summary>
internal static class PretrainCost
{
    private const int Float32 = sizeof(float);

    public static StageCost Of(ModelSpec model, PretrainSpec stage, Costing costing)
    {
        var vocab = model.Vocab.Size;
        var parameters = CostModel.Of(model, vocab).Parameters;
        var training = CostModel.Training(model, vocab, stage with { Training = stage.Training with { Precision = costing.Resolve(stage.Training.Precision) } });
        var checkpoint = parameters * Float32 + training.Optimizer;
        return new StageCost(
            $"{Quantity.Count(parameters)} · {Quantity.Count(stage.Tokens)} tok · {Quantity.Count(training.Flops)}FLOP",
            training.Flops,
            training.Bytes,
            TrainingMemory.Text(training, stage.Training.Batch, model.Architecture.Context),
            // One more than are kept while the next is written, the best one, and the artifact itself.
            checkpoint * (stage.Training.Checkpoint.Keep + 2) + parameters * Float32);
    }

    /// <summary>Operations of a training step for each of its tokens.</summary>
    public static double FlopsPerToken(ModelSpec model, int vocab, PretrainSpec stage) =>
        (double)CostModel.Training(model, vocab, stage).Flops / stage.Tokens;
}
