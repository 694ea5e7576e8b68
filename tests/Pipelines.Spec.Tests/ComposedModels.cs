namespace Pipelines.Spec.Tests;

/// <summary>Models that are composed of blocks: what a block does not say it has from its group, and that from the model.</summary>
public sealed class ComposedModels
{
    private static readonly RopeSpec Rope = new(500000) { Scaling = new Llama3Scaling(8, 1, 4, 64) };

    private static readonly NormSpec Norm = new(NormKind.RmsNorm, 1e-6);

    private static readonly AttentionSpec Attention = new(6, 2, 32, QkvBias: false, OutBias: false, Rope);

    private static readonly Mamba2Spec Mamba2 = new(Heads: 12, HeadDim: 32, State: 64, Groups: 1, Conv: 4, Chunk: 256, NormEps: 1e-6);

    private static readonly SwiGluSpec SwiGlu = new(512, Bias: false);

    [Fact]
    public void Resolve_to_their_groups_of_blocks()
    {
        var architecture = Sample.Read(Sample.Hybrid).Spec!.Models[0].Architecture;
        var recurrent = new BlockSpec(Mamba2, SwiGlu, Norm);
        var inSandwich = recurrent with { FeedForward = new MlpSpec(512, Bias: true), Placement = NormPlacement.Sandwich };
        var windowed = new BlockSpec(
            Attention with { Window = 128, Rope = Rope with { Theta = 10000 } },
            new MoeSpec(Experts: 8, TopK: 3, Hidden: 256), Norm, NormPlacement.Sandwich);
        architecture.Layers.ShouldBe(
        [
            new(2, new([recurrent, recurrent, new(Attention, SwiGlu, Norm)])),
            new(2, new([inSandwich, windowed])),
            new(3, new([new(new MambaSpec(16, 4, 2, DtRank: 12), new NoFeedForward(), Norm)])),
            new(1, new([new(new NoMixer(), new GeGluSpec(512, Bias: false), Norm with { Kind = NormKind.LayerNorm })])),
            new(1, new([new(Attention, SwiGlu, Norm)])),
        ]);
        (architecture.Depth, architecture.FinalNorm, architecture.LogitSoftcap).ShouldBe((15, Norm, 30));
        Sample.Read(Sample.Hybrid).Spec!.Models[0].Family.ShouldBe(Family.Composed);
    }

    [Theory]
    [InlineData("attention", "{ mixer: attention }")]
    [InlineData("{ mixer: attention }", "{ repeat: 1, mixer: { attention: {} } }")]
    [InlineData("{ repeat: 2, pattern: [attention, mamba] }", "{ repeat: 2, blocks: [{ mixer: attention }, mamba] }")]
    [InlineData("{ pattern: [attention, mamba], ffn: none }", "{ blocks: [{ mixer: attention, ffn: none }, { mixer: mamba, ffn: none }] }")]
    [InlineData("{ mixer: { attention: { heads: 2 } } }", "{ mixer: { attention: { heads: 2, kv_heads: 2 } } }")]
    [InlineData("{ mixer: attention, ffn: moe }", "{ mixer: attention, ffn: { moe: { experts: 4, hidden: 99 } } }")]
    [InlineData("{ mixer: attention, norm: { eps: 1e-3 } }", "{ mixer: attention, norm: { eps: 0.001, kind: rmsnorm } }")]
    public void Say_the_same_in_several_ways(string one, string other) => Blocks(one).ShouldBe(Blocks(other));

    [Fact]
    public void A_post_norm_last_leaves_no_final_norm()
    {
        Models.Read("vocab: 9, dim: 8, context: 8, heads: 2, norm: { placement: post }, layers: [attention]")
            .Architecture.FinalNorm.ShouldBeNull();
        Models.Read("vocab: 9, dim: 8, context: 8, heads: 2, layers: [{ mixer: attention, norm: { placement: post } }, attention]")
            .Architecture.FinalNorm.ShouldNotBeNull();
    }

    [Fact]
    public void Alibi_alone_turns_nothing() => Blocks("{ mixer: { attention: { alibi: true } } }")[0].Blocks[0].Mixer
        .ShouldBe(new AttentionSpec(4, 4, 2, false, false, Rope: null) { Alibi = true });

    [Fact]
    public void Blocks_of_the_users_own_take_settings_and_defaults()
    {
        var model = Models.TryRead(
            "vocab: 9, dim: 8, context: 8, "
            + "layers: [{ mixer: { long_conv: { kernel: 7 } }, ffn: gate_only }, { mixer: long_conv, ffn: none }]",
            Models.OwnBlocks)!;
        var blocks = model.Architecture.Blocks.ToList();
        blocks[0].Mixer.ShouldBe(new OwnMixerSpec(Models.OwnBlocks[0], new([new("kernel", "7")])));
        blocks[0].FeedForward.ShouldBe(
            new OwnFeedForwardSpec(Models.OwnBlocks[1], new([new("factor", "2"), new("scale", "0.5"), new("bias", "false")])));
        blocks[1].Mixer.ShouldBe(new OwnMixerSpec(Models.OwnBlocks[0], new([new("kernel", "5")])));
        Models.OwnBlocks[0].WeightsOf(8, new([new("kernel", "7")])).ShouldBe(56);
    }

    [Fact]
    public void A_setting_of_all_blocks_that_is_wrong_is_said_once() =>
        Sample.Errors("pipeline: a\nmodels: { it: { vocab: 9, dim: 8, context: 8, heads: 3, layers: [{ pattern: [attention, attention] }] } }")
            .ShouldHaveSingleItem().ShouldContain("(2,32): error PIPE0110");

    [Fact]
    public void An_override_on_the_command_line_reaches_every_block() =>
        Sample.Read(Sample.Hybrid, "models.docs-hybrid.kv_heads=3").Spec!.Models[0].Architecture.Blocks
            .Select(block => block.Mixer).OfType<AttentionSpec>().ShouldAllBe(attention => attention.KvHeads == 3);

    private static EquatableArray<BlockGroup> Blocks(string item) => Models
        .Read($"vocab: 9, dim: 8, context: 8, heads: 4, moe: {{ experts: 4, hidden: 99 }}, layers: [{item}]").Architecture.Layers;
}
