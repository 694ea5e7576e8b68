using Pipelines.Modules;
using Pipelines.Runtime.Data;
using Pipelines.Runtime.Graph;
using Pipelines.Runtime.Stages;
using Pipelines.Spec;

namespace Pipelines.Runtime.Tests;

/// <summary>The settings of stages after pretraining: each decides the artifact but those that no weight depends on.</summary>
public sealed class FingerprintsOfFineTuning : IDisposable
{
    private const string Yaml = """
        pipeline: whole
        seed: 7
        data:
          texts: { source: text, files: ["texts/*.txt"], validation: 10% }
          sums: { source: arithmetic, examples: 100 }
          pairs: { source: jsonl, files: pairs.jsonl, format: preference }
        models:
          lm: { family: llama, vocab: tokenizer, dim: 32, layers: 2, heads: 2, kv_heads: 1, context: 64 }
        stages:
          tokenizer: { kind: bpe, data: texts, vocab: 300, special_tokens: ["<|endoftext|>", "<|im_start|>", "<|im_end|>"] }
          pretrain: { model: lm, data: texts, tokens: 10k }
          sft: { from: pretrain, data: sums, template: chatml, adapter: { lora: { targets: [q_proj] } } }
          reward: { from: sft, data: pairs }
          dpo: { from: sft, data: pairs }
          ipo: { from: sft, data: pairs, schedule: { wsd: { warmup: 10% } } }
          simpo: { from: sft, data: pairs, max_tokens: 60 }
          orpo: { from: sft, data: pairs, optimizer: sgd }
          kto: { from: sft, data: pairs, adapter: dora }
          distill: { from: sft, teacher: pretrain, data: sums, on_policy: 50%, sampling: { max_tokens: 8 } }
          ppo:
            from: sft
            data: sums
            rewards: [number, exact_match, { regex: { pattern: "1" } }, arithmetic, { reward_model: { from: reward } }]
            steps: 5
            sampling: { max_tokens: 8, seed: 1 }
            optimizer: adamw_8bit
          grpo: { from: sft, data: sums, rewards: [polite, number], steps: 5, sampling: { max_tokens: 8 } }
        """;

    /// <summary>What no weight depends on.</summary>
    private static readonly string[] Neutral =
    [
        "Training.Evaluate.Every", "Training.Evaluate.Batches", "Training.Checkpoint.Every", "Training.Checkpoint.Keep",
        "Training.Recompute",
    ];

    private readonly Project project = new();
    private readonly WholePipeline pipeline = new();

    public void Dispose() => project.Dispose();

    [Theory]
    [InlineData("sft")]
    [InlineData("reward")]
    [InlineData("dpo")]
    [InlineData("ipo")]
    [InlineData("simpo")]
    [InlineData("orpo")]
    [InlineData("kto")]
    [InlineData("distill")]
    [InlineData("ppo")]
    [InlineData("grpo")]
    public void Every_setting_of_a_stage_but_those_that_no_weight_depends_on(string name)
    {
        var (spec, stage) = (Read(), Read().Stages.Single(stage => stage.Name == name));
        var before = Deciding(spec, name);
        EveryChange.Of(stage)
            .Where(change => Deciding(With(spec, name, (StageSpec)change.Copy), name) == before)
            .Select(change => change.Path)
            .ShouldBe(Neutral, ignoreOrder: true);
    }

    [Fact]
    public void The_kinds_of_optimizers()
    {
        var sft = (SftSpec)Read().Stages.Single(stage => stage.Name == "sft");
        OptimizerSpec[] optimizers =
            [new AdamWSpec(1, 0, 0.9, 0.9, 1e-8), new AdamW8BitSpec(1, 0, 0.9, 0.9, 1e-8), new SgdSpec(1, 0, 0.9)];
        optimizers
            .Select(optimizer => Deciding(With(Read(), "sft", sft with { Training = sft.Training with { Optimizer = optimizer } }), "sft"))
            .ShouldBeUnique();
    }

    [Fact]
    public void The_kind_of_loss()
    {
        var dpo = (PreferenceSpec)Read().Stages.Single(stage => stage.Name == "dpo");
        PreferenceLossSpec[] losses =
            [new DpoSpec(1, 0, ReferenceFree: false), new IpoSpec(1), new SimpoSpec(1, 0), new OrpoSpec(1), new KtoSpec(1, 1, 1)];
        losses.Select(loss => Deciding(With(Read(), "dpo", dpo with { Loss = loss }), "dpo")).ShouldBeUnique();
    }

    [Fact]
    public void The_pipelines_seed()
    {
        foreach (var stage in Read().Stages.OfType<FineTuningSpec>())
            Deciding(Read(), stage.Name).ShouldNotBe(Deciding(Read() with { Seed = 8 }, stage.Name));
    }

    [Fact]
    public void The_kind_of_reward()
    {
        var grpo = (GrpoSpec)Read().Stages.Single(stage => stage.Name == "grpo");
        RewardSourceSpec[] rewards =
        [
            new ExactMatchSpec(1, "answer", IgnoreCase: false), new ArithmeticSpec(1, "answer"), new RegexSpec(1, "answer"),
            new OwnVerifierSpec(1, "answer"), new OwnVerifierSpec(1, "question"), new JsonSchemaSpec(1, "answer", null),
        ];
        rewards.Select(reward => Deciding(With(Read(), "grpo", grpo with { Rewards = new([reward]) }), "grpo")).ShouldBeUnique();
    }

    private static PipelineSpec With(PipelineSpec spec, string name, StageSpec changed) =>
        spec with { Stages = new(spec.Stages.Select(stage => stage.Name == name ? changed : stage)) };

    private static PipelineSpec Read()
    {
        var read = PipelineReader.Read("whole.pipeline.yaml", Yaml, new ReadOptions { Verifiers = new(["polite"]) });
        read.Diagnostics.ShouldBeEmpty();
        return read.Spec!;
    }

    private string Deciding(PipelineSpec spec, string stage)
    {
        var fingerprints = new StageFingerprints(spec, new DataCatalog(spec, project.Folder), pipeline.Code);
        return fingerprints.Settings(pipeline.Stages.Single(candidate => candidate.Name == stage)).Deciding();
    }

    private sealed class WholePipeline : Pipeline
    {
        public WholePipeline() : base(Yaml, "whole.pipeline.yaml")
        {
            var structure = Structure.Of(Read().Models[0]);
            var handle = new ModelHandle<Decoder>(this, "lm", structure, (_, _, _) => throw new NotSupportedException("none is made"));
            var pretrain = new PretrainStage<Decoder>(this, "pretrain", handle, new BpeStage(this, "tokenizer"));
            var sft = new SftStage<Decoder>(this, "sft", pretrain);
            var reward = new RewardStage<Decoder>(this, "reward", sft);
            foreach (var kind in new[] { "dpo", "ipo", "simpo", "orpo", "kto" }) _ = new PreferenceStage<Decoder>(this, kind, sft);
            _ = new DistillStage<Decoder>(this, "distill", sft, pretrain);
            _ = new PpoStage<Decoder>(this, "ppo", sft, [reward]);
            _ = new GrpoStage<Decoder>(this, "grpo", sft, []);
        }
    }
}
