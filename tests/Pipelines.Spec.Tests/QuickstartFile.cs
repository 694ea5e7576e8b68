namespace Pipelines.Spec.Tests;

/// <summary>The file that the README shows.</summary>
public sealed class QuickstartFile
{
    private static readonly PipelineSpec Spec = Sample.Read(Sample.Text).Spec!;

    [Fact]
    public void Reads_without_a_diagnostic() => Sample.Errors(Sample.Text).ShouldBeEmpty();

    [Fact]
    public void Names_itself_and_its_seed()
    {
        Spec.Name.ShouldBe("quickstart");
        Spec.Seed.ShouldBe(1337);
        Spec.Tracking.ShouldBe(new TrackingSpec("quickstart", null, null));
    }

    [Fact]
    public void Has_its_data() => Spec.Data.ShouldBe([new DotnetDocsSpec("docs", 0.02)]);

    [Fact]
    public void Has_its_model_with_every_default_filled_in()
    {
        var norm = new NormSpec(NormKind.RmsNorm, 1e-5);
        var block = new BlockSpec(
            new AttentionSpec(6, 2, 32, QkvBias: false, OutBias: false, new RopeSpec(10000)), new SwiGluSpec(512, Bias: false), norm);
        Spec.Models.ShouldBe([
            new ModelSpec("docs-lm", Family.Llama, new VocabSpec(4096, "tokenizer"), new Architecture(
                192, 256, new NoPositions(), new([new BlockGroup(6, new([block]))]), norm,
                TiedEmbeddings: true, Dropout: 0, InitStd: 0.02)),
        ]);
    }

    [Fact]
    public void Has_its_stages_with_every_default_filled_in() => Spec.Stages.ShouldBe([
        new BpeSpec("tokenizer", "docs", 4096, SplitPattern.Llama3, new(["<|endoftext|>"])),
        new PretrainSpec(
            "pretrain", "docs-lm", "tokenizer", "docs", 1_500_000,
            new TrainingSpec(
                Batch: 16, Accumulate: 1, Precision.Auto,
                new AdamWSpec(3e-3, 0.1, 0.9, 0.95, 1e-8),
                new WsdSpec(new StepSpan(0.05, true), new StepSpan(0.2, true), 0),
                ClipNorm: 1, new EvaluationSpec(100, 20), new CheckpointSpec(250, 2))),
        new GenerateSpec(
            "generate", "pretrain", new(["Gets or sets the", "Returns a new", "Thrown when"]),
            new SamplingSpec(64, 0.8, 0, 0.95, 0, 1, default, null)),
    ]);

    [Fact]
    public void Reads_to_an_equal_spec_twice() => Sample.Read(Sample.Text).Spec.ShouldBe(Spec);
}
