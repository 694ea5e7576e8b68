namespace Pipelines.Spec.Tests;

/// <summary><c>${NAME:default}</c> in values.</summary>
public sealed class EnvironmentInFiles
{
    private static readonly Dictionary<string, string> Machine = new()
    {
        ["DIM"] = "384",
        ["RATE"] = "0.5",
        ["WORD"] = "bf16",
        ["EMPTY"] = "",
    };

    [Fact]
    public void The_build_takes_the_default() => Dim("dim: ${DIM:192}", environment: false).ShouldBe(192);

    [Fact]
    public void The_program_takes_the_environment() => Dim("dim: ${DIM:192}", environment: true).ShouldBe(384);

    [Fact]
    public void The_program_takes_the_default_of_what_is_not_set() => Dim("dim: ${WIDTH:192}", environment: true).ShouldBe(192);

    [Fact]
    public void A_number_may_stand_in_quotes_where_braces_need_them() =>
        Pretrain(Sample.With("lr: 3e-3", "lr: \"${RATE:3e-3}\"")).Training.Optimizer.LearningRate.ShouldBe(0.5);

    [Fact]
    public void A_word_and_a_part_of_a_text_may_come_from_it()
    {
        Pretrain(Sample.With("precision: auto", "precision: ${WORD:auto}")).Training.Precision.ShouldBe(Precision.BFloat16);
        FirstPrompt("a ${WORD:x} and ${NONE:y}${EMPTY:z}").ShouldBe("a bf16 and y");
    }

    [Fact]
    public void What_is_empty_is_not_given()
    {
        Read(Sample.Text + "\ntracking: { uri: '${EMPTY:http://localhost:5000}' }", environment: true).Spec!.Tracking.Uri.ShouldBeNull();
        Read(Sample.Text + "\ntracking: { uri: '${NONE:}' }", environment: true).Spec!.Tracking.Uri.ShouldBeNull();
    }

    [Fact]
    public void Two_dollars_stand_for_the_characters_themselves() =>
        FirstPrompt("$${DIM:1} costs $5").ShouldBe("${DIM:1} costs $5");

    [Fact]
    public void A_value_out_of_the_environment_is_validated_where_it_enters() => Errors("dim: ${DIM:192}", name => "190")
        .ShouldBe([$"{Sample.Path}(12,10): error PIPE0110: dim 190 is not divisible by heads 6 (190 / 6 = 31.67); nearest: 186, 192"]);

    [Theory]
    [InlineData("dim: ${DIM}", "${DIM} has no default; write ${DIM:default}, since the build reads no environment")]
    [InlineData("dim: ${DIM:1",
        "'${DIM:1' begins a variable that does not end; write ${NAME:default}, or $${ for the characters themselves")]
    [InlineData("dim: ${2:1}",
        "'${2:1}' begins a variable that does not end; write ${NAME:default}, or $${ for the characters themselves")]
    public void One_without_a_default_is_said(string line, string expected) =>
        Errors(line, name => "192").ShouldBe([$"{Sample.Path}(12,10): error PIPE0013: {expected}"]);

    [Fact]
    public void The_canonical_text_keeps_variables()
    {
        var built = Read(Sample.With("dim: 192", "dim: ${DIM:192}"), environment: false);
        built.Canonical.ShouldContain("dim: \"${DIM:192}\"");
        Read(built.Canonical, environment: true).Spec!.Models[0].Architecture.Dim.ShouldBe(384);
        Read(built.Canonical, environment: false).Spec.ShouldBe(built.Spec);
    }

    private static string FirstPrompt(string text) =>
        Read(Sample.With("Gets or sets the", text), environment: true).Spec!.Stages.OfType<GenerateSpec>().Single().Prompts[0];

    private static int Dim(string line, bool environment) =>
        Read(Sample.With("dim: 192", line), environment).Spec!.Models[0].Architecture.Dim;

    private static PretrainSpec Pretrain(string text) => Read(text, environment: true).Spec!.Stages.OfType<PretrainSpec>().Single();

    private static string[] Errors(string line, Func<string, string?> environment) =>
        PipelineReader.Read(Sample.Path, Sample.With("dim: 192", line), new ReadOptions { Environment = environment })
            .Diagnostics.Select(diagnostic => diagnostic.ToString()).ToArray();

    private static ReadResult Read(string text, bool environment) =>
        PipelineReader.Read(
            Sample.Path, text, new ReadOptions { Environment = environment ? name => Machine.GetValueOrDefault(name) : null });
}
