namespace Pipelines.Spec.Tests;

/// <summary>The sample with one thing wrong: what is said of it, and where.</summary>
public sealed class BrokenRules
{
    /// <summary>What is taken out of the sample, what is put there, and what is then said: blocks of three lines of a file.</summary>
    public static TheoryData<string, string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string, string>();
            foreach (var block in File.ReadAllText(Repository.File("tests/Pipelines.Spec.Tests/Samples/broken-rules.txt")).Split("\n\n"))
            {
                if (block.Split('\n') is [['-', .. var part], ['+', .. var replacement], var said, ..])
                    cases.Add(Text(part), Text(replacement), said);
            }
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Are_said_at_their_place(string part, string replacement, string said) =>
        Sample.Errors(Sample.With(part, replacement)).ShouldBe([Sample.Path + said]);

    [Fact]
    public void Two_names_that_differ_in_csharp_are_two() =>
        Sample.Errors(Sample.With("  generate: {", "  Pre-train: { kind: generate,")).ShouldBeEmpty();

    [Fact]
    public void A_stage_given_twice_is_said_beside_what_it_lacks() =>
        Sample.Errors(Sample.With("  generate:", "  pretrain: {}\n  generate:"))
        .ShouldContain($"{Sample.Path}(30,3): error PIPE0004: 'pretrain' is given twice; it stands in line 20 already");

    [Fact]
    public void Are_all_said_at_once_in_the_order_of_the_file()
    {
        var text = Sample.With("dim: 192", "dim: 190")
            .Replace("heads: 6\n", "head: 7\n    heads: 6\n")
            .Replace("tokens: 1.5M", "tokens: many")
            .Replace("precision: auto", "precision: half")
            .Replace("lr: 3e-3", "lr: 0")
            .Replace("from: pretrain", "from: tokenizer");
        Sample.Read(text).Diagnostics.Select(diagnostic => (diagnostic.Id, diagnostic.Position.Line)).ShouldBe(
        [
            ("PIPE0110", 12), ("PIPE0003", 14), ("PIPE0005", 25), ("PIPE0006", 27), ("PIPE0007", 28), ("PIPE0202", 31),
        ]);
    }

    [Fact]
    public void Leave_no_spec() => Sample.Read(Sample.With("dim: 192", "dim: 190")).Spec.ShouldBeNull();

    [Fact]
    public void A_broken_model_breaks_no_reference_to_it() =>
        Sample.Read(Sample.With("dim: 192", "dim: wide")).Diagnostics.Select(diagnostic => diagnostic.Id).ShouldBe(["PIPE0005"]);

    [Fact]
    public void A_model_may_have_more_rows_than_the_tokenizer_has_tokens() =>
        Sample.Errors(Sample.With("vocab: tokenizer ", "vocab: 8192 ")).ShouldBeEmpty();

    [Fact]
    public void Two_tokenizers_for_one_model_do_not_fit() => Sample
        .Errors(Sample.With("stages:\n", "stages:\n  words: { kind: bpe, data: docs, vocab: 4096 }\n")
            .Replace("tokenizer: tokenizer\n", "tokenizer: words\n"))
        .ShouldBe([
            $"{Sample.Path}(23,16): error PIPE0113: docs-lm takes its vocab from 'tokenizer', "
            + "and 'pretrain' takes its tokens from 'words'; name one stage in both",
        ]);

    [Fact]
    public void A_stage_without_a_tokenizer_takes_its_models() =>
        Sample.Read(Sample.With("    tokenizer: tokenizer\n", "")).Spec.ShouldBe(Sample.Read(Sample.Text).Spec);

    /// <summary>What stands after the sign and its space, with \n for a line end.</summary>
    private static string Text(string line) => (line.Length == 0 ? "" : line[1..]).Replace("\\n", "\n");
}
