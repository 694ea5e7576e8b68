using Pipelines.Spec;
using Quickstart;

namespace Pipelines.Modules.Tests;

public sealed class Options
{
    [Fact]
    public void Come_from_a_spec()
    {
        var norm = new NormSpec(NormKind.RmsNorm, 1e-6);
        var block = new BlockSpec(new AttentionSpec(8, 4, 16, false, false, new RopeSpec(5e5)), new SwiGluSpec(344, false), norm);
        var spec = new ModelSpec("docs-lm", Family.Llama, new VocabSpec(4096, "tokenizer"), new Architecture(
            128, 512, new NoPositions(), new([new BlockGroup(3, new([block]))]), norm, true, 0.1, 0.01));

        DocsLm.Options.From(spec, vocab: 4093).ShouldBe(new DocsLm.Options(
            4093, Context: 512, Dim: 128, Layers: 3, Heads: 8, KvHeads: 4, HeadDim: 16, Hidden: 344,
            RopeTheta: 5e5, NormEps: 1e-6, Dropout: 0.1, InitStd: 0.01));
    }
}
