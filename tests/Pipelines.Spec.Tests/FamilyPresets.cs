namespace Pipelines.Spec.Tests;

/// <summary>What each family's preset makes of a few sizes, as its configuration and code at Hugging Face have it.</summary>
public sealed class FamilyPresets
{
    private static readonly RopeSpec Rope = new(10000);

    private static readonly NormSpec Rms5 = new(NormKind.RmsNorm, 1e-5);

    private static readonly NormSpec Rms6 = new(NormKind.RmsNorm, 1e-6);

    private static readonly SwiGluSpec SwiGlu = new(192, Bias: false);

    [Fact]
    public void Every_family_has_one_under_its_model_type()
    {
        Families.All.Select(family => family.Family).Append(Family.Composed).ShouldBe(Enum.GetValues<Family>(), ignoreOrder: true);
        Families.All.Select(family => family.Word).ShouldBe(
        [
            "llama", "gpt2", "mistral", "qwen2", "qwen3", "gemma2", "gemma3", "phi3", "olmo2", "smollm3", "granite", "mixtral",
            "qwen3_moe", "gpt_oss", "deepseek_v3", "mamba", "mamba2", "jamba", "bamba", "bert",
        ]);
        foreach (var family in Families.All)
            (Families.Named(family.Word), Families.Word(family.Family)).ShouldBe((family.Family, family.Word));
        (Families.Named("gpt5"), Families.Word(Family.Composed)).ShouldBe((null, null));
    }

    [Fact]
    public void Every_place_is_a_setting()
    {
        var paths = SettingsReference.All.Select(setting => setting.Path).ToHashSet();
        foreach (var family in Families.All)
            foreach (var place in family.Places.Split(' '))
                paths.ShouldContain($"models.<name>.{place}", $"{family.Word} has a place for {place}");
    }

    [Fact]
    public void Llamas_and_their_kin()
    {
        Block("llama").ShouldBe(new(Attention(), SwiGlu, Rms5));
        Block("mistral").ShouldBe(new(Attention() with { Window = 4096 }, SwiGlu, Rms6));
        Block("qwen2").ShouldBe(new(Attention() with { QkvBias = true }, SwiGlu, Rms6));
        Block("phi3").ShouldBe(new(Attention(), SwiGlu, Rms5));
        Block("qwen3").ShouldBe(new(Attention() with { QkNorm = QkNorm.Head }, SwiGlu, Rms6));
        Block("mixtral").ShouldBe(new(
            Attention() with { Rope = new(1e6) }, new MoeSpec(Experts: 8, TopK: 2, Hidden: 192) { BalanceLoss = 1e-3 }, Rms5));
    }

    [Fact]
    public void Gpt2_and_bert()
    {
        var attention = new AttentionSpec(4, 4, 16, QkvBias: true, OutBias: true, Rope: null);
        Block("gpt2").ShouldBe(new(attention, new MlpSpec(256, Bias: true), new(NormKind.LayerNorm, 1e-5)));
        Block("bert").ShouldBe(new(
            attention with { Causal = false }, new MlpSpec(256, Bias: true, Activation.Gelu), new(NormKind.LayerNorm, 1e-12),
            NormPlacement.Post));
        var bert = Read("bert", 2).Architecture;
        (bert.FinalNorm, bert.EmbeddingNorm, bert.TokenTypes, bert.Bidirectional).ShouldBe((null, new(NormKind.LayerNorm, 1e-12), 2, true));
        bert.Positions.ShouldBe(new LearnedPositions());
    }

    [Fact]
    public void Gemma2_has_a_window_in_every_other_block_from_the_first()
    {
        var model = Read("gemma2", 5).Architecture;
        model.Blocks.Select(block => ((AttentionSpec)block.Mixer).Window).ShouldBe([4096, null, 4096, null, 4096]);
        model.Layers.Select(group => (group.Repeat, group.Blocks.Count)).ShouldBe([(2, 2), (1, 1)]);
        Block("gemma2").ShouldBe(new(
            Attention() with { Window = 4096, Softcap = 50 }, new GeGluSpec(192, Bias: false), Rms6 with { UnitOffset = true },
            NormPlacement.Sandwich));
        (model.ScaledEmbedding, model.LogitSoftcap, model.TiedEmbeddings).ShouldBe((true, 30, true));
    }

    [Fact]
    public void Gemma3_has_windows_but_in_the_last_of_each_six_blocks_and_two_bases()
    {
        var model = Read("gemma3", 8).Architecture;
        var global = Attention() with { QkNorm = QkNorm.Head, Rope = new(1e6) };
        var offset = Rms6 with { UnitOffset = true };
        var local = global with { Window = 1024, Rope = Rope };
        model.Blocks.Select(block => block.Mixer).ShouldBe([local, local, local, local, local, global, local, local]);
        model.Blocks.ShouldAllBe(block => block.FeedForward == new GeGluSpec(192, Bias: false)
            && block.Norm == offset && block.Placement == NormPlacement.Sandwich);
        (model.ScaledEmbedding, model.LogitSoftcap, model.TiedEmbeddings).ShouldBe((true, null, true));
        ((AttentionSpec)Block("gemma3", "global_every: 1, rope: { scaling: { linear: { factor: 8 } } }").Mixer).Rope
            .ShouldBe(new RopeSpec(1e6) { Scaling = new LinearScaling(8) });
    }

    [Fact]
    public void Olmo2_has_norms_behind_its_parts_and_SmolLM3_no_positions_in_every_fourth_block()
    {
        Block("olmo2").ShouldBe(new(
            Attention() with { QkNorm = QkNorm.Whole, Rope = new(500000) }, SwiGlu, Rms6, NormPlacement.Output));
        Read("olmo2", 2).Architecture.FinalNorm.ShouldBe(Rms6);
        var turning = Attention() with { Rope = new(2e6) };
        var still = turning with { Rope = null };
        Read("smollm3", 5).Architecture.Blocks.Select(block => block.Mixer).ShouldBe([turning, turning, turning, still, turning]);
        Block("smollm3", "nope_every: 1").Mixer.ShouldBe(still);
    }

    [Fact]
    public void Granite_is_Llama_with_factors()
    {
        Block("granite", "scale: 0.0625").ShouldBe(new(Attention() with { Scale = 0.0625 }, SwiGlu, Rms5));
        var model = Read("granite", 2).Architecture;
        (model.EmbeddingMultiplier, model.ResidualMultiplier, model.LogitsScaling, model.TiedEmbeddings).ShouldBe((12, 0.22, 8, true));
    }

    [Fact]
    public void Experts_come_after_the_dense_layers()
    {
        Experts("qwen3_moe", 3).ShouldBe([true, true, true]);
        Experts("qwen3_moe", 3, "dense_layers: 1").ShouldBe([false, true, true]);
        Experts("deepseek_v3", 5).ShouldBe([false, false, false, true, true]);
        Read("deepseek_v3", 5).Architecture.Layers.Select(group => group.Repeat).ShouldBe([3, 2]);
        Read("deepseek_v3", 5).Architecture.Blocks.Last().ShouldBe(new(
            new LatentAttentionSpec(4, 1536, 512, 128, 64, 128, Rope, 1e-6),
            new MoeSpec(256, 8, 2048)
            {
                SharedHidden = 2048,
                Score = RouterScore.Sigmoid,
                Groups = 8,
                TopGroups = 4,
                RoutedScale = 2.5,
                BalanceRate = 1e-3,
            },
            Rms6));
    }

    [Fact]
    public void GptOss_has_sinks_and_a_window_in_every_other_block_from_the_first()
    {
        var model = Read("gpt_oss", 3).Architecture;
        var attention = new AttentionSpec(
            4, 4, 16, QkvBias: true, OutBias: true, new(150000) { Scaling = new YarnScaling(32, 4096, Truncate: false) })
        {
            Sinks = true,
        };
        var moe = new MoeSpec(128, 4, 192) { Bias = true, SwigluLimit = 7, BalanceLoss = 1e-3 };
        var full = new BlockSpec(attention, moe, Rms5);
        var windowed = full with { Mixer = attention with { Window = 128 } };
        model.Blocks.ShouldBe([windowed, full, windowed]);
    }

    [Fact]
    public void State_spaces()
    {
        Block("mamba").ShouldBe(new(new MambaSpec(16, 4, 2, DtRank: 4), new NoFeedForward(), Rms5));
        Block("mamba2").ShouldBe(new(new Mamba2Spec(2, 64, 128, 1, 4, 256, 1e-5), new NoFeedForward(), Rms5));
        ((Mamba2Spec)Block("mamba2", "norm: { eps: 1e-3 }").Mixer).NormEps.ShouldBe(1e-3);
    }

    [Fact]
    public void Jamba_attends_in_one_block_of_eight_and_has_experts_in_one_of_two()
    {
        var model = Read("jamba", 16).Architecture;
        Attends(model).ShouldBe([4, 12]);
        Experts("jamba", 4).ShouldBe([false, true, false, true]);
        model.Layers.ShouldHaveSingleItem().Repeat.ShouldBe(2);
        model.Blocks.First().Mixer.ShouldBe(new MambaSpec(16, 4, 2, DtRank: 4) { InnerNorm = 1e-6 });
        ((AttentionSpec)model.Blocks.ElementAt(4).Mixer).Rope.ShouldBeNull();
        Attends(Read("jamba", 6, "attention_every: 3, attention_offset: 1").Architecture).ShouldBe([1, 4]);
    }

    [Fact]
    public void Bamba_attends_where_it_is_told()
    {
        Attends(Read("bamba", 12).Architecture).ShouldBe([4]);
        Attends(Read("bamba", 6, "attention_layers: [1, 2, 5]").Architecture).ShouldBe([1, 2, 5]);
        Attends(Read("bamba", 6, "attention_layers: []").Architecture).ShouldBeEmpty();
        ((AttentionSpec)Read("bamba", 5).Architecture.Blocks.Last().Mixer).Rope.ShouldBe(Rope with { Share = 0.5 });
    }

    private static AttentionSpec Attention() => new(4, 4, 16, QkvBias: false, OutBias: false, Rope);

    private static IEnumerable<int> Attends(Architecture model) =>
        model.Blocks.Select((block, index) => (block.Mixer, index)).Where(pair => pair.Mixer is AttentionSpec).Select(pair => pair.index);

    private static IEnumerable<bool> Experts(string family, int layers, string settings = "dropout: 0") =>
        Read(family, layers, settings).Architecture.Blocks.Select(block => block.FeedForward is MoeSpec);

    private static BlockSpec Block(string family, string settings = "dropout: 0") => Read(family, 2, settings).Architecture.Blocks.First();

    private static ModelSpec Read(string family, int layers, string settings = "dropout: 0")
    {
        var heads = Families.Find(family)!.HasPlace("heads") ? ", heads: 4" : "";
        return Models.Read($"family: {family}, vocab: 300, dim: 64, layers: {layers}, context: 32{heads}, {settings}");
    }
}
