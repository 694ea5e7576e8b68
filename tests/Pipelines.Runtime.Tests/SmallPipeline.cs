using Pipelines.Runtime.Artifacts;
using Pipelines.Runtime.Fingerprints;
using Pipelines.Runtime.Graph;
using Pipelines.Runtime.Stages;
using Pipelines.Spec;

namespace Pipelines.Runtime.Tests;

/// <summary>Two tokenizers and two stages that only count how often they run: all of the graph, and no tensors.</summary>
internal sealed class SmallPipeline : Pipeline
{
    public const string Text = """
        pipeline: small
        seed: 7
        data:
          texts: { source: text, files: ["texts/*.txt"], validation: 10% }
        stages:
          tokenizer: { kind: bpe, data: texts, vocab: 300 }
          other: { kind: bpe, data: texts, vocab: 280 }
        """;

    public SmallPipeline(string yaml = Text) : base(yaml, "small.pipeline.yaml")
    {
        Tokenizer = new BpeStage(this, "tokenizer");
        Other = new BpeStage(this, "other");
        First = new CountingStage(this, "first", Tokenizer);
        Second = new CountingStage(this, "second", First, Other);
    }

    public BpeStage Tokenizer { get; }

    public BpeStage Other { get; }

    public CountingStage First { get; }

    public CountingStage Second { get; }
}

/// <summary>Writes how often it ran.</summary>
internal sealed class CountingStage(Pipeline pipeline, string name, params Stage[] inputs) : Stage<Report>(pipeline, name, inputs)
{
    public int Runs { get; private set; }

    /// <summary>Takes part in a run, before the artifact is written.</summary>
    public Action<StageContext> During { get; set; } = _ => { };

    public string Setting { get; set; } = "a";

    public override string Kind => "count";

    internal override int Version => 1;

    internal override bool UsesTensors => false;

    internal override bool ReadsData => false;

    internal override void Describe(Settings settings, PipelineSpec spec) => settings.Add("setting", Setting);

    internal override StageCost Cost(PipelineSpec spec, Costing costing) => new("little");

    internal override Report Open(string folder, StageArtifacts artifacts) => new(folder);

    internal override string Run(StageContext context)
    {
        Runs++;
        During(context);
        context.Run.LogMetric("runs", Runs);
        File.WriteAllText(Path.Combine(context.Output, Report.MarkdownFile), $"ran {Runs}\n");
        return $"ran {Runs}";
    }
}
