using Pipelines.Modules;
using static TorchSharp.torch;

namespace Pipelines.Quantization;

/// <summary>
/// The blocks of a model one above the other, and what goes into the one that is at hand for each batch of a text: the model is read once,
/// and from then on each block by itself.
/// </summary>
internal sealed class BlockRun : IDisposable
{
    private readonly IReadOnlyList<SequenceLayer> blocks;
    private readonly List<(Tensor X, Pass Pass)> inputs = [];

    /// <param name="model">the model, which only reads</param>
    /// <param name="batches">token ids, [batch, time], int64</param>
    /// <exception cref="ArgumentException">there is no batch, or one is not of that shape</exception>
    /// <exception cref="NotSupportedException">the model has no list of blocks, or more than one</exception>
    public BlockRun(LanguageModel model, IEnumerable<Tensor> batches)
    {
        blocks = model.modules().OfType<IReadOnlyList<SequenceLayer>>().ToArray() is [{ Count: > 0 } only]
            ? only
            : throw new NotSupportedException($"{model.GetName()} is no stack of blocks, which is what GPTQ goes through");
        var hook = blocks[0].register_forward_pre_hook((_, x, pass) =>
        {
            inputs.Add((x.alias().DetachFromDisposeScope(), pass));
            return null;
        });
        try
        {
            foreach (var ids in batches) model.hidden(ids).Dispose();
        }
        finally
        {
            hook.remove();
        }
        if (inputs.Count == 0) throw new ArgumentException("there is no text to calibrate with", nameof(batches));
    }

    /// <summary>The blocks, the lowest first.</summary>
    public IReadOnlyList<SequenceLayer> Blocks => blocks;

    /// <summary>Lets a block read what goes into it, the whole text or its first batch; what comes out is dropped.</summary>
    public void Read(SequenceLayer block, bool first = false)
    {
        foreach (var (x, pass) in first ? inputs[..1] : inputs) block.call(x, pass).Dispose();
    }

    /// <summary>Goes on to the block above: what comes out of this one goes into it.</summary>
    public void Climb(SequenceLayer block)
    {
        for (var i = 0; i < inputs.Count; i++)
        {
            var (x, pass) = inputs[i];
            inputs[i] = (block.call(x, pass), pass);
            x.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => inputs.ForEach(input => input.X.Dispose());
}
