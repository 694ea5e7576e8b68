namespace Pipelines.Spec.Tests;

/// <summary>Settings given on the command line.</summary>
public sealed class CommandLineOverrides
{
    [Fact]
    public void Replace_what_the_file_says()
    {
        var spec = Sample.Read(
            Sample.Text, "models.docs-lm.dim=384", "stages.pretrain.tokens=3M", "stages.generate.prompts=[One, \"Two: three\"]").Spec!;
        spec.Models[0].Architecture.Dim.ShouldBe(384);
        spec.Stages.OfType<PretrainSpec>().Single().Tokens.ShouldBe(3_000_000);
        spec.Stages.OfType<GenerateSpec>().Single().Prompts.ShouldBe(["One", "Two: three"]);
    }

    [Fact]
    public void Add_what_it_does_not_say()
    {
        var spec = Sample.Read(Sample.Text, "models.docs-lm.rope.theta=5e5", "stages.generate.sampling={ top_k: 40, seed: 7 }").Spec!;
        ((AttentionSpec)spec.Models[0].Architecture.Blocks.First().Mixer).Rope.ShouldBe(new RopeSpec(500_000));
        spec.Stages.OfType<GenerateSpec>().Single().Sampling.ShouldBe(new SamplingSpec(64, 0.8, 40, 0.95, 0, 1, default, 7));
    }

    [Fact]
    public void Leave_the_rest_of_a_map_as_it_is() =>
        Sample.Read(Sample.Text, "stages.pretrain.optimizer.adamw.lr=1e-3").Spec!.Stages.OfType<PretrainSpec>().Single().Training.Optimizer
            .ShouldBe(new AdamWSpec(1e-3, 0.1, 0.9, 0.95, 1e-8));

    [Fact]
    public void Replace_a_choice_as_a_whole() =>
        Sample.Read(Sample.Text, "stages.pretrain.optimizer.sgd.lr=0.5").Spec!.Stages.OfType<PretrainSpec>().Single().Training.Optimizer
            .ShouldBe(new SgdSpec(0.5, 0.1, 0.9));

    [Fact]
    public void The_later_wins() => Sample.Read(Sample.Text, "seed=1", "seed=2").Spec!.Seed.ShouldBe(2);

    [Fact]
    public void Nothing_gives_back_the_default() =>
        Sample.Read(Sample.Text, "models.docs-lm.kv_heads=").Spec!.Models[0].Architecture.Blocks.First().Mixer
            .ShouldBeOfType<AttentionSpec>().KvHeads.ShouldBe(6);

    [Theory]
    [InlineData("models.docs-lm.dim=190", "PIPE0110: dim 190 is not divisible by heads 6 (190 / 6 = 31.67); nearest: 186, 192")]
    [InlineData("models.docs-lm.dmi=192", "PIPE0003: 'dmi' is not a setting of a llama model; did you mean 'dim'?")]
    [InlineData("stages.pretrain.precision=half", "PIPE0006: precision is 'half'; expected auto, fp32 or bf16")]
    [InlineData("stages.pretrain.batch=0", "PIPE0007: batch is 0; expected a whole number from 1 to 65536; nearest: 1")]
    [InlineData("models.docs-ml.dim=384", "PIPE0015: 'docs-ml' is not under 'models:'; did you mean 'docs-lm'?")]
    [InlineData("stages.sft.epochs=2", "PIPE0015: 'sft' is not under 'stages:'; there is tokenizer, pretrain, generate")]
    [InlineData("seed", "PIPE0014: 'seed' is not path=value, such as models.docs-lm.dim=256")]
    [InlineData("=5", "PIPE0014: '=5' is not path=value, such as models.docs-lm.dim=256")]
    [InlineData("models..dim=5", "PIPE0014: 'models..dim=5' is not path=value, such as models.docs-lm.dim=256")]
    [InlineData("seed=[1", "PIPE0014: the value is not YAML: the '[' that opens here has no ']' where one is needed")]
    [InlineData("seed=*a", "PIPE0014: the value is not YAML: the alias '*a' has no anchor '&a' before it; there are no anchors")]
    public void What_is_wrong_with_one_is_said_as_the_file_would(string text, string expected)
    {
        var error = Sample.Read(Sample.Text, text).Diagnostics.ShouldHaveSingleItem();
        error.ToString().ShouldBe($"--set {text}: error {expected}");
        error.Position.Line.ShouldBe(0);
    }

    [Fact]
    public void A_path_without_end_is_refused() =>
        Sample.Errors(Sample.Text, string.Join(".", Enumerable.Repeat("a", 5000)) + "=1")
            .ShouldHaveSingleItem().ShouldContain("error PIPE0002");

    [Fact]
    public void They_stand_in_the_canonical_text()
    {
        var result = Sample.Read(Sample.Text, "models.docs-lm.dim=384");
        Sample.Read(result.Canonical).Spec.ShouldBe(result.Spec);
    }
}
