using Pipelines.Generators.Tests.Harness;

namespace Pipelines.Generators.Tests;

/// <summary>The same model said in YAML and in attributes emits the same code.</summary>
public sealed class AttributesAndYaml
{
    [Fact]
    public void A_family_with_its_settings_overridden() => ShouldEmitTheSame(
        """
        [Model(Family.Llama, Vocab = 4096, Dim = 192, Layers = 6, Heads = 6, KvHeads = 2, Context = 256, RopeTheta = 500000,
            RopeLlama3Factor = 8, RopeLlama3OriginalContext = 64, NormEps = 1e-6, Tied = false, Dropout = 0.1, InitStd = 0.05)]
        """,
        """
        family: llama
        vocab: 4096
        dim: 192
        layers: 6
        heads: 6
        kv_heads: 2
        context: 256
        rope: { theta: 500000, scaling: { llama3: { factor: 8, original_context: 64 } } }
        norm: { eps: 1e-6 }
        tied: false
        dropout: 0.1
        init: { std: 0.05 }
        """);

    [Fact]
    public void A_family_with_settings_of_its_own() => ShouldEmitTheSame(
        """
        [Model(Family.Bamba, Vocab = 4096, Dim = 192, Layers = 4, Heads = 6, KvHeads = 2, Context = 256, AttentionLayers = [1, 3],
            Mamba2State = 32, Mamba2HeadDim = 32, RopeShare = 0.5)]
        """,
        """
        family: bamba
        vocab: 4096
        dim: 192
        layers: 4
        heads: 6
        kv_heads: 2
        context: 256
        attention_layers: [1, 3]
        mamba2: { state: 32, head_dim: 32 }
        rope: { share: 0.5 }
        """);

    [Fact]
    public void A_hybrid_with_experts() => ShouldEmitTheSame(
        """
        [Model(Vocab = 4096, Dim = 192, Context = 256, Heads = 6, KvHeads = 2, Hidden = 512, LogitSoftcap = 30)]
        [Layer(Mixer.Mamba2, FeedForward.SwiGlu, Repeat = 2, State = 64, HeadDim = 32)]
        [Layer(Mixer.Attention, FeedForward.Moe, Window = 128, Experts = 8, Hidden = 256, BalanceLoss = 0.01, RopeTheta = 50000)]
        [Layer(Mixer.Attention, NormPlacement = Pipelines.Spec.NormPlacement.Sandwich, FeedForwardBias = true)]
        [Layer(Mixer.None, FeedForward.Mlp, Activation = Activation.Relu, Residual = ResidualKind.Sequential)]
        """,
        """
        vocab: 4096
        dim: 192
        context: 256
        heads: 6
        kv_heads: 2
        hidden: 512
        logit_softcap: 30
        layers:
          - { mixer: { mamba2: { state: 64, head_dim: 32 } }, ffn: swiglu, repeat: 2 }
          - mixer: { attention: { window: 128, rope: { theta: 50000 } } }
            ffn: { moe: { experts: 8, hidden: 256, balance_loss: 0.01 } }
          - { mixer: attention, ffn: { swiglu: { bias: true } }, norm: { placement: sandwich } }
          - { mixer: none, ffn: { mlp: { activation: relu } } }
        """);

    [Fact]
    public void Blocks_of_ones_own() => ShouldEmitTheSame(
        """
        [Model(Vocab = 4096, Dim = 192, Context = 256, Heads = 6)]
        [Layer("long_conv", FeedForward.SwiGlu, Repeat = 2, MixerSettings = "kernel: 7, gated: true")]
        [Layer(Mixer.Attention, "halving", FeedForwardSettings = "kernel: 3")]
        """,
        """
        vocab: 4096
        dim: 192
        context: 256
        heads: 6
        layers:
          - { mixer: { long_conv: { kernel: 7, gated: true } }, ffn: swiglu, repeat: 2 }
          - { mixer: attention, ffn: { halving: { kernel: 3 } } }
        """);

    [Fact]
    public void A_setting_that_a_layer_has_no_place_for_is_reported_at_its_argument()
    {
        var generation = new GeneratedProject().WithCode("Tiny.cs", """
            using Pipelines.Spec;
            [Model(Vocab = 4096, Dim = 192, Context = 256)]
            [Layer(Mixer.Mamba2, FeedForward.SwiGlu, HeadDim = 32,
                Window = 5)]
            public partial class Tiny;
            """).Run();

        generation.Diagnostics.ShouldHaveSingleItem().ShouldStartWith("Tiny.cs(4,5): error PIPE0003: 'window' is not a setting of ");
    }

    [Fact]
    public void Layers_and_their_number_are_too_much()
    {
        var generation = new GeneratedProject().WithCode("Tiny.cs", """
            using Pipelines.Spec;
            [Model(Vocab = 4096, Dim = 192, Context = 256, Layers = 2), Layer(Mixer.Mamba2)]
            public partial class Tiny;
            """).Run();

        generation.Diagnostics.ShouldBe([
            "Tiny.cs(2,2): error PIPE0903: Tiny has [Layer]s and a number of layers; they are the blocks by themselves",
        ]);
    }

    private static void ShouldEmitTheSame(string attributes, string settings)
    {
        var attributed = new GeneratedProject()
            .WithCode("Own.cs", Examples.OwnBlocks)
            .WithCode("DocsLm.cs", $"using Pipelines.Spec;\nnamespace Quickstart;\n{attributes}\npublic partial class DocsLm;")
            .Run();
        var yaml = new GeneratedProject()
            .WithCode("Own.cs", Examples.OwnBlocks)
            .With("same.pipeline.yaml", "pipeline: same\nmodels:\n  DocsLm:\n    " + settings.Replace("\n", "\n    "))
            .Run();

        attributed.Diagnostics.ShouldBeEmpty();
        yaml.Diagnostics.ShouldBeEmpty();
        attributed.ShouldCompile();
        Body(attributed.Files["Quickstart.DocsLm.g.cs"]).ShouldBeTheText(Body(yaml.Files["DocsLm.g.cs"]), "attributes and YAML differ");

        static string Body(string text) => text[text.IndexOf("#nullable", StringComparison.Ordinal)..];
    }
}
