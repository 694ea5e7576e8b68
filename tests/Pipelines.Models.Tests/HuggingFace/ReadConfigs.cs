using Pipelines.Spec;

namespace Pipelines.Models.Tests.HuggingFace;

/// <summary>What each family's keys stand for: transformers' configuration and modeling files say it.</summary>
public sealed class ReadConfigs : IDisposable
{
    private static readonly AttentionSpec Grouped = new(4, 2, 10, QkvBias: false, OutBias: false, new RopeSpec(20000));
    private static readonly Mamba2Spec Duality = new(12, 8, 5, 2, 3, 16, 2e-5);

    private readonly ConfigFiles files = new();

    public static TheoryData<string> Families => ConfigSamples.Families;

    public void Dispose() => files.Dispose();

    [Theory]
    [MemberData(nameof(Families))]
    public void Every_key_of_a_published_file_is_known(string family)
    {
        var config = files.Read(ConfigSamples.Text(family));
        config.Unknown.ShouldBeEmpty();
        config.Model.Vocab.Size.ShouldBe(61);
        config.Model.Architecture.Dim.ShouldBe(32);
        config.Model.Architecture.InitStd.ShouldBe(0.03);
        config.Model.Family.ToString().ToLowerInvariant().ShouldBe(family.Replace("_", ""));
    }

    [Fact]
    public void Llama()
    {
        var config = files.Read(ConfigSamples.Text("llama"));
        var model = config.Model.Architecture;
        var rope = new RopeSpec(500000) { Scaling = new Llama3Scaling(8, 1, 4, 16) };
        var block = new BlockSpec(
            new AttentionSpec(4, 2, 10, QkvBias: true, OutBias: true, rope), new SwiGluSpec(48, Bias: true), Rms(2e-5));
        model.Layers.ShouldBe(new EquatableArray<BlockGroup>([new(3, new([block]))]));
        (model.Context, model.TiedEmbeddings, model.FinalNorm).ShouldBe((40, true, Rms(2e-5)));
        config.Tokens.ShouldBe(new TokenIds(1, new([2, 3]), null));
        config.Dtype.ShouldBe("bfloat16");
    }

    [Fact]
    public void Mistral_sees_as_far_as_its_window()
    {
        Mixer("mistral").ShouldBe(Grouped with { Window = 16 });
        Mixer(ConfigSamples.With("mistral", "sliding_window", "null"), 0).ShouldBe(Grouped);
        Mixer(ConfigSamples.With("mistral", "sliding_window", "absent"), 0).ShouldBe(Grouped with { Window = 4096 });
    }

    [Fact]
    public void Qwen2_has_biases_on_queries_keys_and_values_alone()
    {
        Mixer("qwen2").ShouldBe(new AttentionSpec(4, 2, 8, QkvBias: true, OutBias: false, new RopeSpec(1e6)));
        FeedForward("qwen2").ShouldBe(new SwiGluSpec(48, Bias: false));
    }

    [Fact]
    public void Qwen3_normalises_queries_and_keys() =>
        Mixer("qwen3").ShouldBe(Grouped with { QkNorm = QkNorm.Head, Rope = new RopeSpec(1e6) });

    [Fact]
    public void Phi3_turns_each_pair_by_a_factor_of_its_own()
    {
        var scaling = new LongRopeScaling(
            new([1, 1.25, 1.5]), new([1, 1.118320672, 47.77]), OriginalContext: 16, Math.Sqrt(1 + Math.Log(2.5) / Math.Log(16)));
        var rope = new RopeSpec(20000) { Share = 0.75, Scaling = scaling };
        Mixer("phi3").ShouldBe(new AttentionSpec(4, 2, 8, QkvBias: false, OutBias: false, rope) { Window = 24 });
        Mixer(ConfigSamples.With("phi3", "original_max_position_embeddings", "40"), 0).ShouldBeOfType<AttentionSpec>()
            .Rope!.Scaling.ShouldBe(scaling with { OriginalContext = 40, AttentionFactor = 1 });
        var plain = ConfigSamples.With("phi3", "rope_scaling", "null");
        Mixer(plain, 0).ShouldBeOfType<AttentionSpec>().Rope.ShouldBe(rope with { Scaling = null });
    }

    [Theory]
    [InlineData("""{ "type": "su", "short_factor": [1, 1.25, 1.5], "long_factor": [1, 2, 3], "attention_factor": 1.5 }""", 1.5)]
    [InlineData("""
        { "rope_type": "longrope", "short_factor": [1, 1.25, 1.5], "long_factor": [1, 2, 3], "factor": 9, "rope_theta": 20000.0,
          "original_max_position_embeddings": 40 }
        """, 1)]
    public void LongRope_as_older_and_newer_files_have_it(string scaling, double attentionFactor) =>
        Mixer(ConfigSamples.With("phi3", "rope_scaling", scaling), 0).ShouldBeOfType<AttentionSpec>()
            .Rope!.Scaling.ShouldBeOfType<LongRopeScaling>().AttentionFactor.ShouldBe(attentionFactor);

    [Fact]
    public void Gemma2_has_windows_in_every_other_layer()
    {
        var model = files.Read(ConfigSamples.Text("gemma2")).Model.Architecture;
        var full = Grouped with { Softcap = 45, Scale = 1 / Math.Sqrt(24) };
        model.Blocks.Select(block => block.Mixer).ShouldBe([full with { Window = 16 }, full, full with { Window = 16 }, full]);
        model.Blocks.ShouldAllBe(block => block.FeedForward == new GeGluSpec(48, false) && block.Placement == NormPlacement.Sandwich);
        model.FinalNorm.ShouldBe(Rms(2e-6) with { UnitOffset = true });
        (model.ScaledEmbedding, model.LogitSoftcap, model.TiedEmbeddings).ShouldBe((true, 25, true));
    }

    [Fact]
    public void Gemma3_turns_at_another_base_in_blocks_with_a_window()
    {
        var model = files.Read(ConfigSamples.Text("gemma3")).Model.Architecture;
        var attention = Grouped with { QkNorm = QkNorm.Head, Scale = 1 / Math.Sqrt(24) };
        var global = attention with { Rope = new RopeSpec(3e6) { Scaling = new LinearScaling(8) } };
        var local = attention with { Window = 16 };
        model.Blocks.Select(block => block.Mixer).ShouldBe([local, local, global, local, local, global, local]);
        model.Blocks.ShouldAllBe(block => block.FeedForward == new GeGluSpec(48, false) && block.Placement == NormPlacement.Sandwich);
        model.FinalNorm.ShouldBe(Rms(2e-6) with { UnitOffset = true });
        (model.ScaledEmbedding, model.LogitSoftcap, model.TiedEmbeddings).ShouldBe((true, null, true));
    }

    [Fact]
    public void Gemma3_has_five_windows_to_each_block_without_one_where_it_does_not_say()
    {
        var model = files.Read("""
            { "model_type": "gemma3_text", "num_hidden_layers": 13, "hidden_size": 40, "num_attention_heads": 4, "sliding_window": 512 }
            """).Model;
        model.Vocab.Size.ShouldBe(262208);
        var mixers = model.Architecture.Blocks.Select(block => (AttentionSpec)block.Mixer).ToList();
        Enumerable.Range(0, 13).Where(layer => mixers[layer].Window is null).ShouldBe([5, 11]);
        mixers.ShouldAllBe(mixer => mixer.HeadDim == 256 && mixer.KvHeads == 4 && mixer.QkNorm == QkNorm.Head && mixer.Scale == null);
        mixers.Select(mixer => (mixer.Window, mixer.Rope!.Theta)).Distinct().ShouldBe([(512, 10000), (null, 1e6)]);
    }

    [Fact]
    public void Gemma3_of_transformers_5_has_positions_by_kind_of_block()
    {
        var text = ConfigSamples.With("gemma3", "rope_parameters", """
            { "full_attention": { "rope_type": "linear", "rope_theta": 3000000.0, "factor": 8.0 },
              "sliding_attention": { "rope_type": "default", "rope_theta": 20000.0 } }
            """).Replace("\"rope_theta\":3000000.0,\"rope_scaling\"", "\"rope_scaling\"").Replace("\"rope_local_base_freq\":20000.0,", "");
        text.ShouldNotContain("rope_local_base_freq");
        var config = files.Read(text);
        config.Model.ShouldBe(files.Read(ConfigSamples.Text("gemma3")).Model);
        config.Unknown.ShouldBeEmpty();
    }

    [Fact]
    public void The_text_of_a_model_with_images_is_a_model()
    {
        var alone = files.Read(ConfigSamples.Text("gemma3"));
        var whole = files.Read(ConfigSamples.WithImages("gemma3"));
        whole.Model.ShouldBe(alone.Model);
        whole.Tokens.ShouldBe(new TokenIds(2, new([1, 7]), 0));
        whole.Dtype.ShouldBe("bfloat16");
        whole.Unknown.ShouldBe(["surprise"]);
        whole.Notes.ShouldHaveSingleItem().ShouldContain("the text alone is taken");
        alone.Notes.ShouldBeEmpty();
    }

    [Fact]
    public void Olmo2_has_norms_of_what_parts_give_and_of_all_queries_and_keys_together()
    {
        var model = files.Read(ConfigSamples.Text("olmo2")).Model.Architecture;
        var attention = Grouped with { HeadDim = 8, QkNorm = QkNorm.Whole, Rope = new RopeSpec(500000) };
        model.Blocks.ShouldAllBe(block => block == new BlockSpec(
            attention, new SwiGluSpec(48, false), Rms(2e-6), NormPlacement.Output, ResidualKind.Sequential));
        (model.FinalNorm, model.TiedEmbeddings).ShouldBe((Rms(2e-6), false));
    }

    [Fact]
    public void SmolLM3_has_no_positions_where_its_list_has_0()
    {
        var turning = Grouped with { HeadDim = 8, Rope = new RopeSpec(5e6) };
        var still = turning with { Rope = null };
        MixersOf(ConfigSamples.Text("smollm3")).ShouldBe([turning, turning, still, turning, turning, still, turning]);
        MixersOf(ConfigSamples.With("smollm3", "no_rope_layers", "null"))[2].ShouldBe(still);
        var usual = MixersOf("""{ "model_type": "smollm3", "num_hidden_layers": 8 }""");
        Enumerable.Range(0, 8).Where(layer => ((AttentionSpec)usual[layer]).Rope is null).ShouldBe([3, 7]);
        usual[0].ShouldBe(new AttentionSpec(16, 4, 128, QkvBias: false, OutBias: false, new RopeSpec(2e6)));

        MixerSpec[] MixersOf(string text) => [.. files.Read(text).Model.Architecture.Blocks.Select(block => block.Mixer)];
    }

    [Fact]
    public void Granite_has_four_factors()
    {
        var model = files.Read(ConfigSamples.Text("granite")).Model.Architecture;
        var attention = Grouped with { HeadDim = 8, Rope = new RopeSpec(5e6), Scale = 0.015625 };
        model.Blocks.ShouldAllBe(block => block.Mixer.Equals(attention));
        (model.EmbeddingMultiplier, model.ResidualMultiplier, model.LogitsScaling).ShouldBe((12, 0.22, 8));
        var plain = files.Read("""{ "model_type": "granite", "attention_multiplier": 0.08838834764831845 }""").Model.Architecture;
        (plain.EmbeddingMultiplier, plain.ResidualMultiplier, plain.LogitsScaling).ShouldBe((1, 1, 1));
        ((AttentionSpec)plain.Blocks.First().Mixer).Scale.ShouldBeNull("1/√128 is what attention has anyway");
    }

    [Fact]
    public void Mixtral_divides_by_the_sum_of_the_chosen() =>
        FeedForward("mixtral").ShouldBe(new MoeSpec(5, 3, 24) { NormalizeTopK = true, BalanceLoss = 0.02 });

    [Fact]
    public void Qwen3Moe_may_begin_with_dense_layers()
    {
        var blocks = files.Read(ConfigSamples.Text("qwen3_moe")).Model.Architecture.Blocks.ToArray();
        blocks[0].FeedForward.ShouldBe(new SwiGluSpec(48, Bias: false));
        blocks[1..].ShouldAllBe(block => block.FeedForward == new MoeSpec(6, 3, 12) { NormalizeTopK = true, BalanceLoss = 0.02 });
        FeedForward(ConfigSamples.With("qwen3_moe", "norm_topk_prob", "absent"), 1)
            .ShouldBe(new MoeSpec(6, 3, 12) { NormalizeTopK = false, BalanceLoss = 0.02 });
    }

    [Fact]
    public void GptOss()
    {
        var rope = new RopeSpec(150000) { Scaling = new YarnScaling(2.5, 16, Truncate: false) };
        var full = new AttentionSpec(4, 2, 10, QkvBias: true, OutBias: true, rope) { Sinks = true };
        var config = files.Read(ConfigSamples.Text("gpt_oss"));
        var blocks = config.Model.Architecture.Blocks.ToArray();
        blocks.Select(block => block.Mixer).ShouldBe([full with { Window = 12 }, full, full with { Window = 12 }, full]);
        blocks.ShouldAllBe(block => block.FeedForward == new MoeSpec(6, 3, 24) { Bias = true, SwigluLimit = 6.5, BalanceLoss = 0.02 });
        Mixer(ConfigSamples.With("gpt_oss", "rope_scaling", "absent"), 1)
            .ShouldBe(full with { Rope = rope with { Scaling = new YarnScaling(32, 4096, Truncate: false) } });
    }

    [Fact]
    public void DeepSeekV3()
    {
        var yarn = new RopeSpec(20000) { Scaling = new YarnScaling(4, 16, 32, 1, null, 1, 1) };
        var blocks = files.Read(ConfigSamples.Text("deepseek_v3")).Model.Architecture.Blocks.ToArray();
        blocks.ShouldAllBe(block => block.Mixer == new LatentAttentionSpec(4, 14, 18, 10, 6, 7, yarn, 1e-6));
        blocks[0].FeedForward.ShouldBe(new SwiGluSpec(48, Bias: false));
        blocks[1].FeedForward.ShouldBe(new MoeSpec(8, 3, 12)
        {
            Score = RouterScore.Sigmoid,
            RoutedScale = 2.25,
            Groups = 4,
            TopGroups = 2,
            SharedHidden = 24,
            BalanceRate = 0.001,
        });
        Mixer(ConfigSamples.With("deepseek_v3", "q_lora_rank", "null"), 0).ShouldBeOfType<LatentAttentionSpec>().QueryRank.ShouldBeNull();
    }

    [Fact]
    public void Gpt2()
    {
        var model = files.Read(ConfigSamples.Text("gpt2")).Model.Architecture;
        var norm = new NormSpec(NormKind.LayerNorm, 2e-5);
        var attention = new AttentionSpec(4, 4, 8, QkvBias: true, OutBias: true, Rope: null);
        model.Layers.ShouldBe(new EquatableArray<BlockGroup>([new(3, new([new(attention, new MlpSpec(72, Bias: true), norm)]))]));
        (model.Positions, model.Context, model.TiedEmbeddings, model.Dropout).ShouldBe((new LearnedPositions(), 40, true, 0.05));
        FeedForward(ConfigSamples.With("gpt2", "n_inner", "null"), 0).Hidden.ShouldBe(128);
    }

    [Fact]
    public void Mamba()
    {
        Mixer("mamba").ShouldBe(new MambaSpec(5, 3, 3, 7));
        FeedForward("mamba").ShouldBe(new NoFeedForward());
        Mixer(ConfigSamples.With("mamba", "time_step_rank", "\"auto\""), 0).ShouldBe(new MambaSpec(5, 3, 3, 2));
        files.Read(ConfigSamples.Text("mamba")).Model.Architecture.TiedEmbeddings.ShouldBeTrue();
    }

    [Fact]
    public void Mamba2_may_say_infinity_as_Python_writes_it() => Mixer("mamba2").ShouldBe(Duality);

    [Fact]
    public void Jamba()
    {
        var blocks = files.Read(ConfigSamples.Text("jamba")).Model.Architecture.Blocks.ToArray();
        var mamba = new MambaSpec(5, 3, 3, 7) { InnerNorm = 2e-6 };
        blocks.Select(block => block.Mixer is AttentionSpec).ShouldBe([false, true, false, false, true, false]);
        blocks[1].Mixer.ShouldBe(new AttentionSpec(4, 2, 8, QkvBias: false, OutBias: false, Rope: null));
        blocks[0].Mixer.ShouldBe(mamba);
        blocks.Select(block => block.FeedForward is MoeSpec).ShouldBe([false, true, false, true, false, true]);
        blocks[1].FeedForward.ShouldBe(new MoeSpec(5, 3, 48) { NormalizeTopK = false, BalanceLoss = 0.02 });
    }

    [Fact]
    public void Bamba()
    {
        var blocks = files.Read(ConfigSamples.Text("bamba")).Model.Architecture.Blocks.ToArray();
        blocks.Select(block => block.Mixer is AttentionSpec).ShouldBe([false, true, true, false]);
        blocks[1].Mixer.ShouldBe(Grouped with { HeadDim = 8, Rope = new RopeSpec(20000) { Share = 0.5 } });
        blocks[0].Mixer.ShouldBe(Duality);
        Mixer(ConfigSamples.With("bamba", "mamba_d_head", "\"auto\""), 0).ShouldBe(Duality);
    }

    [Fact]
    public void Bert()
    {
        var model = files.Read(ConfigSamples.Text("bert")).Model.Architecture;
        var norm = new NormSpec(NormKind.LayerNorm, 2e-12);
        var attention = new AttentionSpec(4, 4, 8, QkvBias: true, OutBias: true, Rope: null) { Causal = false };
        model.Blocks.First().ShouldBe(new BlockSpec(attention, new MlpSpec(72, true, Activation.Gelu), norm, NormPlacement.Post));
        (model.TokenTypes, model.EmbeddingNorm, model.FinalNorm, model.Bidirectional).ShouldBe((3, norm, null, true));
    }

    [Fact]
    public void Keys_of_transformers_5_stand_for_the_same()
    {
        var old = files.Read(ConfigSamples.Text("llama")).Model;
        var text = ConfigSamples.With("llama", "rope_parameters",
            """{ "rope_type": "llama3", "rope_theta": 500000.0, "factor": 8.0, "high_freq_factor": 4.0, "low_freq_factor": 1.0, "original_max_position_embeddings": 16 }""");
        text = text.Replace("\"rope_theta\":500000.0,\"rope_scaling\"", "\"rope_scaling\"").Replace("torch_dtype", "dtype");
        text.ShouldContain("{\"rope_type\":\"llama3\",\"rope_theta\"");
        var config = files.Read(text);
        (config.Model, config.Dtype).ShouldBe((old, "bfloat16"));
    }

    [Theory]
    [InlineData("""{ "type": "linear", "factor": 3.0 }""", "linear")]
    [InlineData("""{ "rope_type": "yarn", "factor": 2.0 }""", "yarn")]
    [InlineData("""{ "rope_type": "default" }""", null)]
    public void Stretched_positions_are_read_under_either_name(string scaling, string? word)
    {
        var rope = ((AttentionSpec)Mixer(ConfigSamples.With("llama", "rope_scaling", scaling), 0)).Rope!;
        rope.Scaling?.Word.ShouldBe(word);
        if (rope.Scaling is YarnScaling yarn) yarn.OriginalContext.ShouldBe(40);
        (rope.Scaling is null).ShouldBe(word is null);
    }

    [Fact]
    public void A_model_has_the_name_of_its_folder()
    {
        var folder = Directory.CreateDirectory(files["Qwen3-0.6B"]);
        File.WriteAllText(Path.Combine(folder.FullName, "config.json"), ConfigSamples.Text("qwen3"));
        HuggingFaceConfig.Read(Path.Combine(folder.FullName, "config.json")).Model.Name.ShouldBe("qwen3-0-6b");
    }

    private static NormSpec Rms(double eps) => new(NormKind.RmsNorm, eps);

    private MixerSpec Mixer(string family) => Mixer(ConfigSamples.Text(family), 0);

    private MixerSpec Mixer(string text, int layer) => files.Read(text).Model.Architecture.Blocks.ElementAt(layer).Mixer;

    private FeedForwardSpec FeedForward(string family) => FeedForward(ConfigSamples.Text(family), 0);

    private FeedForwardSpec FeedForward(string text, int layer) => files.Read(text).Model.Architecture.Blocks.ElementAt(layer).FeedForward;
}
