using Pipelines.Runtime.Terminal;
using Pipelines.Spec;

namespace Pipelines.Runtime.Stages;

/// <summary>What the memory of a training stage is made of, in a line.</summary>
internal static class TrainingMemory
{
    /// <param name="cost">the stage's</param>
    /// <param name="rows">rows of a micro-batch</param>
    /// <param name="window">tokens of a row</param>
    public static string Text(TrainingCost cost, long rows, int window) =>
        $"weights {Quantity.Bytes(cost.Weights)}, gradients {Quantity.Bytes(cost.Gradients)}, "
        + $"optimizer {Quantity.Bytes(cost.Optimizer)}, activations {Quantity.Bytes(cost.Activations)} of {rows} × {window} tokens";
}
