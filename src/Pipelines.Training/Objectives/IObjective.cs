using System.Collections.ObjectModel;
using static TorchSharp.torch;

namespace Pipelines.Training;

/// <summary>What training minimises: a sum of terms over a batch (a term is a token to predict, a pair to rank, …).</summary>
/// <remarks>
/// Sums rather than means make the gradients of micro-batches add up to those of the whole batch exactly, however unevenly the terms
/// are spread: the trainer divides by the terms of all micro-batches together.
/// </remarks>
/// <typeparam name="TBatch">one micro-batch, on the host</typeparam>
public interface IObjective<in TBatch>
{
    /// <summary>What computes the loss: it is put into training mode.</summary>
    nn.Module Model { get; }

    /// <summary>
    /// Holds the weights that are optimized, and all that a checkpoint keeps: the model itself, an adapter beside it, or the model with a
    /// head of its own.
    /// </summary>
    nn.Module Trained => Model;

    /// <summary>Number format of activations and matrix products.</summary>
    ScalarType ComputeType { get; set; }

    /// <summary>The loss of a micro-batch, summed over its terms: a scalar of float32 with a gradient, which the caller disposes.</summary>
    Tensor Loss(TBatch batch);

    /// <summary>How many terms <see cref="Loss"/> sums.</summary>
    long Terms(TBatch batch);

    /// <summary>How many tokens the model reads in a micro-batch, for the account of speed.</summary>
    long Tokens(TBatch batch);

    /// <summary>
    /// Whether the loss follows a course, in nats, that it leaves when training fails: the trainer stops when it stays far above it. A
    /// loss whose scale moves with what the model itself has made does not.
    /// </summary>
    bool HasCourse => true;

    /// <summary>
    /// Is called after each optimizer step: makes the changes to the model that follow no gradient, and says what the losses since the
    /// step before had to tell. Where the batches let a run stop, nothing may be left over for the step after, so that a resumed run goes
    /// on alike.
    /// </summary>
    /// <returns>numbers by name, such as <c>reward</c>, or <c>moe/layers.3/expert.5</c>; none unless overridden</returns>
    IReadOnlyDictionary<string, double> Stepped() => ReadOnlyDictionary<string, double>.Empty;
}
