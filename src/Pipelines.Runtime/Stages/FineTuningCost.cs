using Pipelines.Runtime.Graph;
using Pipelines.Runtime.Terminal;
using Pipelines.Spec;

namespace Pipelines.Runtime.Stages;

/// <summary>What fine-tuning takes, from the cost model.</summary>
internal static class FineTuningCost
{
    public static StageCost Of(ModelSpec model, FineTuningSpec stage, Costing costing)
    {
        var parameters = CostModel.Of(model, model.Vocab.Size).Parameters;
        return new StageCost($"{Quantity.Count(parameters)} · {string.Join(", ", stage.Data)}");
    }

    /// <summary>Operations of a training step for each of its tokens: a forward pass, and two more for the gradients.</summary>
    public static double FlopsPerToken(ModelSpec model, int vocab) => 3.0 * CostModel.Of(model, vocab).FlopsPerToken;
}
