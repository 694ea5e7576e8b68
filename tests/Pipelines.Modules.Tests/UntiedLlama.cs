using Quickstart;
using static TorchSharp.torch;

namespace Pipelines.Modules.Tests;

/// <summary>The golden trunk under a head of its own.</summary>
internal sealed class UntiedLlama : Decoder
{
    public readonly DocsLm.Trunk model;
    public readonly Linear lm_head;

    public UntiedLlama(DocsLm.Options options)
        : base(nameof(UntiedLlama), new DecoderShape(options.Vocab, options.Context, options.Dim, options.Layers))
    {
        model = this.Register("model", new DocsLm.Trunk(options, null));
        lm_head = this.Register("lm_head", new Linear(options.Dim, options.Vocab));
        Initialize(options.InitStd);
    }

    public override Tensor HeadWeight => lm_head.weight;

    protected override Tensor trunk(Tensor ids, Pass pass) => model.call(ids, pass);
}
