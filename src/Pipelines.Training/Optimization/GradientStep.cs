using Pipelines.Data;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Pipelines.Training;

/// <summary>One optimizer step: gradients of all micro-batches, their norm, the update.</summary>
/// <param name="objective">what is minimised</param>
/// <param name="batches">the data</param>
/// <param name="optimizer">updates the parameters</param>
/// <param name="parameters">what it updates</param>
/// <param name="options">clip norm, peak rate and seed</param>
internal sealed class GradientStep<TBatch>(
    IObjective<TBatch> objective,
    IBatchSource<TBatch> batches,
    OptimizerHelper optimizer,
    IReadOnlyList<Parameter> parameters,
    TrainingOptions options)
{
    private readonly LearningRateSchedule schedule = new(options.Schedule, options.Steps);

    /// <summary>
    /// Leaves the gradient of the mean loss over all micro-batches' terms together in the parameters: what one batch of all of them would
    /// leave, however unevenly the terms are spread over them.
    /// </summary>
    /// <param name="step">counted from 0</param>
    /// <param name="cancellation">ends the making of the data</param>
    /// <returns>that mean, the norm of the gradient after clipping had it, and the tokens read</returns>
    /// <exception cref="OperationCanceledException">the data was not made; nothing has changed</exception>
    public (double Loss, double Norm, long Tokens) Accumulate(long step, CancellationToken cancellation = default)
    {
        var micros = Enumerable.Range(0, batches.MicroBatches).Select(micro => batches.Get(step, micro, cancellation)).ToArray();
        var terms = Math.Max(1, micros.Sum(objective.Terms)); // of no terms there is no loss, and no gradient
        foreach (var parameter in parameters) parameter.grad = null; // the first micro-batch makes gradients instead of adding to zeros
        var loss = 0.0;
        for (var micro = 0; micro < micros.Length; micro++)
        {
            // Dropout is a function of the seed and the micro-batch, so that no generator's state needs saving.
            manual_seed((long)CounterRandom.Bits(options.Seed, step * micros.Length + micro)).Dispose();
            using var sum = objective.Loss(micros[micro]);
            using var share = sum / terms;
            share.backward();
            loss += sum.item<float>();
        }

        var norm = nn.utils.clip_grad_norm_(parameters, options.ClipNorm > 0 ? options.ClipNorm : double.PositiveInfinity);
        return (loss / terms, norm, micros.Sum(objective.Tokens));
    }

    /// <summary>Updates the parameters at the rate of the step.</summary>
    /// <returns>the rate</returns>
    public double Update(long step)
    {
        var rate = options.Optimizer.LearningRate * schedule.Factor(step);
        foreach (var group in optimizer.ParamGroups) group.LearningRate = rate;
        optimizer.step();
        return rate;
    }
}
