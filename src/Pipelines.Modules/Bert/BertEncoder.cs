using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>Blocks one above the other, under the name that BERT's checkpoints give them: <c>layer.0</c>, <c>layer.1</c>, …</summary>
/// <typeparam name="T">the block</typeparam>
public class BertEncoder<T> : SequenceLayer where T : SequenceLayer
{
    /// <summary>Makes <paramref name="count"/> blocks, the lowest first.</summary>
    public BertEncoder(int count, Func<T> create)
        : base(nameof(BertEncoder<T>)) => layer = this.Register("layer", new BlockList<T>(count, create));

    /// <summary>The blocks.</summary>
    public readonly BlockList<T> layer;

    /// <param name="x">[batch, time, dim]; taken</param>
    /// <param name="pass">where segments end, and the compute type</param>
    /// <returns>[batch, time, dim]</returns>
    public override Tensor forward(Tensor x, Pass pass)
    {
        foreach (var block in layer) x = pass.Through(block, x);
        return x;
    }
}
