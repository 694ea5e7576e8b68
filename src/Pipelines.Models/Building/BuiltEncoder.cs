using Pipelines.Modules;
using Pipelines.Spec;
using static TorchSharp.torch;

namespace Pipelines.Models;

/// <summary>A model whose tokens see those after them, built at run time.</summary>
internal sealed class BuiltEncoder : Encoder
{
    private readonly BuiltTrunk model;
    private readonly Linear? lm_head;

    public BuiltEncoder(ModelSpec spec, int vocab, Device? device)
        : base(spec.Name, ModelBuilder.ShapeOf(spec.Architecture, vocab), spec.Architecture.LogitSoftcap ?? 0)
    {
        var architecture = spec.Architecture;
        model = this.Register(CheckpointNames.Of(spec.Family).Trunk, new BuiltTrunk(spec, vocab, device));
        if (!architecture.TiedEmbeddings)
            lm_head = this.Register(CheckpointNames.Head, new Linear(architecture.Dim, vocab, device: device));
        Initialize(architecture.InitStd);
    }

    /// <inheritdoc/>
    public override Tensor HeadWeight => lm_head?.weight ?? model.EmbeddingWeight;

    /// <inheritdoc/>
    protected override Tensor trunk(Tensor ids, Pass pass) => model.call(ids, pass);
}
