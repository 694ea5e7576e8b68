using Pipelines.Modules;
using Pipelines.Runtime.Data;
using Pipelines.Runtime.Graph;
using Pipelines.Runtime.Stages;
using Pipelines.Spec;

namespace Pipelines.Runtime.Tests;

public sealed class WhatFingerprintsAreMadeOf : IDisposable
{
    private const string Yaml = """
        pipeline: whole
        seed: 7
        data:
          texts: { source: text, files: ["texts/*.txt"], validation: 10%, separator: "---" }
          lines: { source: jsonl, files: ["lines.jsonl"], field: text }
        models:
          lm: { family: llama, vocab: tokenizer, dim: 32, layers: 2, heads: 2, kv_heads: 1, context: 16 }
        stages:
          tokenizer: { kind: bpe, data: texts, vocab: 300 }
          pretrain:
            model: lm
            tokenizer: tokenizer
            data: texts
            tokens: 1000
            batch: 4
            optimizer: { adamw: { lr: 3e-3, weight_decay: 0.1 } }
            schedule: { wsd: { warmup: 5%, decay: 20% } }
          evaluate: { from: pretrain }
          generate: { from: pretrain, prompts: ["Gets or sets the"] }
          quantize: { from: pretrain, types: [q8_0, gptq], calibration: { data: texts }, gptq: { group: 4 } }
          export: { from: quantize, folder: models }
        """;

    private readonly Project project = new();

    public void Dispose() => project.Dispose();

    /// <summary>What may change and leave the artifact as it is; everything else decides.</summary>
    [Theory]
    [InlineData("tokenizer", new string[0])]
    [InlineData("pretrain", new[]
    {
        "Training.Evaluate.Every", "Training.Evaluate.Batches", "Training.Checkpoint.Every", "Training.Checkpoint.Keep", "Training.Recompute",
    })]
    [InlineData("evaluate", new string[0])]
    [InlineData("generate", new string[0])]
    [InlineData("quantize", new string[0])]
    [InlineData("export", new[] { "Dtype", "Dtype", "Shard" })]
    public void Every_setting_of_a_stage_but_these(string stage, string[] neutral)
    {
        var spec = Read();
        var settings = spec.Stages.Single(candidate => candidate.Name == stage);
        NotDeciding(spec, stage, settings, changed => With(spec, old => old == settings ? changed : old))
            .ShouldBe(neutral, ignoreOrder: true);
    }

    /// <summary>The size of a tokenizer's vocabulary is in the tokenizer's own fingerprint.</summary>
    [Fact]
    public void Every_setting_of_a_model_but_the_size_of_a_tokenizers_vocabulary()
    {
        var spec = Read();
        NotDeciding(spec, "pretrain", spec.Models[0], changed => spec with { Models = new([changed]) })
            .ShouldBe(["Vocab.Size"]);
    }

    /// <summary>Files are fingerprinted by what they hold, wherever they lie.</summary>
    [Fact]
    public void Every_setting_of_a_source_but_where_its_files_lie()
    {
        var spec = Read();
        NotDeciding(spec, "tokenizer", spec.Data[0], changed => spec with { Data = new([changed]) }).ShouldBe(["Files", "Files.0"]);
        var lines = With(spec, stage => stage is BpeSpec bpe ? bpe with { Data = "lines" } : stage);
        NotDeciding(lines, "tokenizer", spec.Data[1], changed => lines with { Data = new([changed]) }).ShouldBe(["Files", "Files.0"]);
    }

    [Fact]
    public void The_kind_of_an_optimizer_and_of_a_schedule()
    {
        var spec = Read();
        var pretrain = spec.Stages.OfType<PretrainSpec>().Single();
        PretrainSpec[] all =
        [
            pretrain,
            pretrain with { Training = pretrain.Training with { Optimizer = new SgdSpec(pretrain.Training.Optimizer.LearningRate, pretrain.Training.Optimizer.WeightDecay, 0.9) } },
            pretrain with { Training = pretrain.Training with { Schedule = new ConstantSpec(pretrain.Training.Schedule.Warmup) } },
            pretrain with { Training = pretrain.Training with { Schedule = new CosineSpec(pretrain.Training.Schedule.Warmup, 0) } },
        ];
        all.Select(stage => Deciding(With(spec, old => old is PretrainSpec ? stage : old), "pretrain")).ShouldBeUnique();
    }

    [Fact]
    public void The_seed_where_chance_plays_a_part()
    {
        var (spec, other) = (Read(), Read() with { Seed = 8 });
        foreach (var stage in new[] { "pretrain", "evaluate", "generate" }) Deciding(spec, stage).ShouldNotBe(Deciding(other, stage));
        Deciding(spec, "tokenizer").ShouldBe(Deciding(other, "tokenizer"));
    }

    [Fact]
    public void The_content_of_files_and_the_inputs_of_inputs()
    {
        var before = Fingerprints();
        project.Write("texts/00.txt", "something else");
        var after = Fingerprints();
        foreach (var stage in before.Keys) after[stage].ShouldNotBe(before[stage], stage);
    }

    [Fact]
    public void Not_the_names_of_sources_models_and_pipelines()
    {
        var sources = Yaml.Replace("texts:", "words:").Replace("data: texts", "data: words");
        Fingerprints(sources.Replace("lm", "model-b").Replace("whole", "part"), "model-b").ShouldBe(Fingerprints());
    }

    private Dictionary<string, string> Fingerprints(string yaml = Yaml, string model = "lm")
    {
        var pipeline = new WholePipeline(yaml, model);
        var session = Session.Open(pipeline, project.Workspace, []);
        return pipeline.Stages.ToDictionary(stage => stage.Name, stage => session.Fingerprints.Of(stage).Hex);
    }

    private static PipelineSpec With(PipelineSpec spec, Func<StageSpec, StageSpec> change) =>
        spec with { Stages = new(spec.Stages.Select(change)) };

    private static PipelineSpec Read() =>
        PipelineReader.Read("whole.pipeline.yaml", Yaml, new ReadOptions()).Spec.ShouldNotBeNull();

    private string Deciding(PipelineSpec spec, string stage)
    {
        var pipeline = new WholePipeline(Yaml, "lm");
        var fingerprints = new StageFingerprints(spec, new DataCatalog(spec, project.Folder), pipeline.Code);
        return fingerprints.Settings(pipeline.Stages.Single(candidate => candidate.Name == stage)).Deciding();
    }

    private List<string> NotDeciding<T>(PipelineSpec spec, string stage, T settings, Func<T, PipelineSpec> put) where T : class
    {
        var before = Deciding(spec, stage);
        var unnoticed = new List<string>();
        foreach (var (path, changed) in EveryChange.Of(settings).ToArray())
        {
            // Another structure is refused before a fingerprint is asked for.
            string after;
            try
            {
                after = Deciding(put((T)changed), stage);
            }
            catch (PipelineException e) when (e.Message.Contains("needs a rebuild"))
            {
                continue;
            }
            if (after == before) unnoticed.Add(path);
        }
        return unnoticed;
    }

    private sealed class WholePipeline : Pipeline
    {
        public WholePipeline(string yaml, string model) : base(yaml, "whole.pipeline.yaml")
        {
            var structure = Structure.Of(Read().Models[0]);
            var handle = new ModelHandle<Decoder>(this, model, structure, (_, _, _) => throw new NotSupportedException("none is made"));
            var tokenizer = new BpeStage(this, "tokenizer");
            var pretrain = new PretrainStage<Decoder>(this, "pretrain", handle, tokenizer);
            _ = new EvaluateStage(this, "evaluate", [pretrain], []);
            _ = new GenerateStage<Decoder>(this, "generate", pretrain);
            var quantize = new QuantizeStage<Decoder>(this, "quantize", pretrain);
            _ = new QuantizedExportStage<Decoder>(this, "export", quantize);
        }
    }
}
