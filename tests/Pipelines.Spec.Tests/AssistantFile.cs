namespace Pipelines.Spec.Tests;

/// <summary>A file with every kind of stage after pretraining: what its short lines stand for.</summary>
public sealed class AssistantFile
{
    private static readonly PipelineSpec Spec = Read(Sample.Assistant).Spec!;

    private static readonly ScheduleSpec Falling = new CosineSpec(new(0.1, true), 0);

    private static readonly SamplingSpec Answers = new(64, 1, 0, 1, 0, 1, default, null);

    [Fact]
    public void Reads_without_a_diagnostic() => Read(Sample.Assistant).Diagnostics.ShouldBeEmpty();

    [Fact]
    public void Has_every_kind_of_stage_but_those_that_take_and_give_folders() =>
        StageSettings.Kinds.Select(kind => kind.Word).Except(Spec.Stages.Select(stage => stage.Kind))
            .ShouldBe(["generate", "import", "export"]);

    [Fact]
    public void Is_read_again_from_its_canonical_text() => Read(Read(Sample.Assistant).Canonical).Spec.ShouldBe(Spec);

    [Fact]
    public void Has_its_sources() => Spec.Data.Skip(1).ShouldBe([
        new DotnetDocsQuestionsSpec("qa", 0.01, 4000),
        new DotnetDocsPreferencesSpec("preferences", 0.01, 0),
        new ArithmeticDataSpec("sums", 0.01, 10_000, 2, new(["+", "-"]), 3, 1337),
        new SqlDataSpec("queries", 0.01, 5000, 1337),
        new JsonLinesSpec("chats", 0.01, new(["chats.jsonl"]), "text", ExampleFormat.Chat),
    ]);

    [Fact]
    public void Fine_tunes() => Stage("sft").ShouldBe(new SftSpec(
        "sft", "pretrain", new(["qa", "sums", "queries"]), "chatml", LossMask.Assistant, Packing: true, Epochs: 2, MaxTokens: null,
        Neftune: 0, Training(1e-3, Falling), Adapter: null));

    [Fact]
    public void Trains_an_adapter_at_ten_times_the_rate() => Stage("lora").ShouldBe(new SftSpec(
        "lora", "sft", new(["qa"]), null, LossMask.Assistant, Packing: false, Epochs: 3, MaxTokens: null, Neftune: 0,
        Training(2e-4, Falling),
        new(AdapterKind.Lora, 8, 16, 0, new(["q_proj", "layers.[0-3].*.v_proj"]), RankStabilized: false, AdapterInit.Kaiming)));

    [Fact]
    public void Ranks() => Stage("reward").ShouldBe(new RewardSpec(
        "reward", "merged", new(["preferences"]), 1, null, Center: 0, Training(1e-5, Falling), null));

    [Fact]
    public void Prefers_by_each_loss()
    {
        Stage("dpo").ShouldBe(Preferring("dpo", new DpoSpec(0.1, 0, ReferenceFree: false), 1e-6));
        Stage("ipo").ShouldBe(Preferring("ipo", new IpoSpec(0.1), 1e-6) with { MaxTokens = 200 });
        Stage("simpo").ShouldBe(Preferring("simpo", new SimpoSpec(2, 0.5), 1e-6));
        Stage("orpo").ShouldBe(Preferring("orpo", new OrpoSpec(0.1), 0) with
        {
            Training = Training(0, Falling) with { Optimizer = new AdamW8BitSpec(8e-6, 0.01, 0.9, 0.999, 1e-8) },
        });
        Stage("kto").ShouldBe(Preferring("kto", new KtoSpec(0.1, 1, 0.8), 1e-5) with
        {
            Adapter = new(AdapterKind.Dora, 8, 16, 0, default, RankStabilized: false, AdapterInit.Kaiming),
        });
    }

    [Fact]
    public void Learns_from_a_reward_model() => Stage("ppo").ShouldBe(new PpoSpec(
        "ppo", "merged", new(["qa"]), new([new RewardModelSpec(1, "reward"), new RegexSpec(0.1, @"\.$")]), 50, 32,
        Answers with { MaxTokens = 32 }, 0.05, 6, 10_000, KlEstimator.K1, 1, 0.95, 0.2, 0.2, 0.1, 4, 1, WhitenRewards: false, 0,
        Training(3e-6, new ConstantSpec(default)) with { Batch = 16, Accumulate = 2 }, null));

    [Fact]
    public void Learns_from_groups()
    {
        var training = Training(1e-6, new ConstantSpec(default)) with { Batch = 16, Accumulate = 8 };
        Stage("grpo").ShouldBe(new GrpoSpec(
            "grpo", "merged", new(["sums"]), new([new NumberSpec(1, "answer", 1e-6)]), 60, 16, Answers, 8, GroupLoss.Dapo,
            0, 0.2, 0.28, 1, 1, AdvantageScale.Group, DropEqual: false, MaxDraws: 4, 0, training, null));
        Stage("sql").ShouldBe(new GrpoSpec(
            "sql", "merged", new(["queries"]), new([new SqlSpec(1, "database", "query", 1)]), 60, 16, Answers, 8,
            GroupLoss.DrGrpo, 0, 0.2, 0.2, 1, 2, AdvantageScale.None, DropEqual: false, MaxDraws: 4, 0,
            training with { Accumulate = 4, Optimizer = new AdamWSpec(1e-5, 0, 0.9, 0.999, 1e-8) },
            new(AdapterKind.Qlora, 8, 16, 0, default, RankStabilized: true, AdapterInit.Kaiming)));
    }

    [Fact]
    public void Distils() => Stage("distill").ShouldBe(new DistillSpec(
        "distill", "tiny-chat", "merged", new(["qa", "chats"]), Divergence.Reverse, 1, 0.5, Answers, 0, 1, null, Training(2e-5, Falling),
        null));

    [Fact]
    public void Quantizes() => Stage("quantize").ShouldBe(new QuantizeSpec(
        "quantize", "dpo", new([QuantizationType.Q8_0, QuantizationType.Q4_K_M, QuantizationType.Gptq]), new("docs", 16_000),
        new(64, ActOrder: true, 0.05), "qa", 32_000));

    [Fact]
    public void Asks() => Stage("table").ShouldBe(new EvaluateSpec(
        "table", new(["pretrain", "sft", "merged", "dpo", "ppo", "grpo"]), null, new([Baseline.Untrained, Baseline.Trigram]),
        new(
        [
            new AnswersTaskSpec("qa", 0), new ChoiceTaskSpec("preferences", 0, Normalized: true),
            new VerifiedTaskSpec("sums", 200, new([new NumberSpec(1, "answer", 1e-6)]), 4, new([1, 4]), Answers),
            new WinRateTaskSpec("qa", 200, "reward", "sft", Answers),
        ])));

    [Fact]
    public void Knows_what_each_stage_reads()
    {
        Stage("ppo").Inputs.ShouldBe(["merged", "reward"]);
        Stage("distill").Inputs.ShouldBe(["tiny-chat", "merged"]);
        Stage("table").Inputs.ShouldBe(["pretrain", "sft", "merged", "dpo", "ppo", "grpo", "reward"]);
        Spec.ModelOf("distill")!.Name.ShouldBe("tiny-lm");
    }

    [Fact]
    public void Takes_a_verifier_of_the_projects_own()
    {
        var text = Sample.Assistant.Replace("rewards: [number], group", "rewards: [number, { polite: { weight: 0.5 } }], group");
        var read = PipelineReader.Read(Sample.Path, text, new ReadOptions { Verifiers = new(["polite"]) });
        ((GrpoSpec)read.Spec!.Stages.Single(stage => stage.Name == "grpo")).Rewards[1].ShouldBe(new OwnVerifierSpec(0.5, "polite"));
    }

    private static ReadResult Read(string text) => Sample.Read(text);

    private static StageSpec Stage(string name) => Spec.Stages.Single(stage => stage.Name == name);

    private static PreferenceSpec Preferring(string name, PreferenceLossSpec loss, double rate) =>
        new(name, "merged", new(["preferences"]), loss, 1, null, Training(rate, Falling), null);

    private static TrainingSpec Training(double rate, ScheduleSpec schedule) => new(
        8, 1, Precision.Auto, new AdamWSpec(rate, 0, 0.9, 0.999, 1e-8), schedule, 1, new(250, 20), new(250, 2));
}
