using System.Text;

namespace Pipelines.Spec.Tests;

/// <summary>Texts that are no pipeline files: each is answered with a diagnostic and never with an exception; what would not end would not let the tests end.</summary>
public sealed class HostileText
{
    [Theory]
    [InlineData("", "(1,1): error PIPE0001: the file is empty; a pipeline file begins with 'pipeline: <name>'")]
    [InlineData("# nothing but a comment\n", "(1,1): error PIPE0001: the file is empty; a pipeline file begins with 'pipeline: <name>'")]
    [InlineData("just words",
        "(1,1): error PIPE0005: the file is 'just words'; expected a map of pipeline, extends, seed, data, models, stages, tracking, registry, serve, expect, sweep")]
    [InlineData("- a\n- b",
        "(1,1): error PIPE0005: the file is a list; expected a map of pipeline, extends, seed, data, models, stages, tracking, registry, serve, expect, sweep")]
    [InlineData("pipeline: a\u0000b", "(1,12): error PIPE0001: the file holds the character U+0000: it is binary, not YAML text")]
    [InlineData("pipeline: a\n\u001b[31m", "(2,1): error PIPE0001: the file holds the character U+001B: it is binary, not YAML text")]
    [InlineData("pipeline: a\n---\npipeline: b",
        "(2,1): error PIPE0001: a second YAML document begins here; a pipeline file holds one, so remove the '---' or split the file")]
    [InlineData("pipeline: [a", "(1,11): error PIPE0001: the '[' that opens here has no ']' where one is needed")]
    [InlineData("pipeline: a\ntracking: { uri: x\nseed: 7\n",
        "(2,11): error PIPE0001: the '{' that opens here has no '}' where one is needed")]
    [InlineData("pipeline: a\nseed: 'x\n\n", "(2,7): error PIPE0001: the quote that opens here does not close")]
    [InlineData("pipeline: a\n seed: 7",
        "(2,6): error PIPE0001: a ':' stands where no map can begin; indent the line like its neighbours, or put the text in quotes")]
    [InlineData("pipeline: &anchor {a", "(1,19): error PIPE0001: the '{' that opens here has no '}' where one is needed")]
    [InlineData("pipeline: a\nseed: { b: c\nd: 1", "(2,7): error PIPE0001: the '{' that opens here has no '}' where one is needed")]
    [InlineData("pipeline: a\n!!x] seed: 7",
        "(1,11): error PIPE0001: the YAML cannot be read beyond here; a bracket does not close, or a tag begins with '!'")]
    [InlineData("pipeline: &a [*a]", "(1,15): error PIPE0001: the alias '*a' has no anchor '&a' before it; there are no anchors")]
    public void Is_said_to_be_what_it_is(string text, string expected) => Sample.Errors(text)[0].ShouldBe(Sample.Path + expected);

    [Theory]
    [InlineData("models:\n\tdocs-lm: {}", "(2,1)")]
    [InlineData("stages:\n  a:\n  \t b: 1\n\tc: 2", "(3,3)")]
    public void A_tab_that_indents_is_named(string text, string place) =>
        Sample.Errors(text).ShouldBe([$"{Sample.Path}{place}: error PIPE0001: a tab indents this line; YAML indents with spaces"]);

    [Fact]
    public void Half_a_surrogate_pair_is_no_text() => Sample.Errors("pipeline: a\ud800")
        .ShouldBe([$"{Sample.Path}(1,12): error PIPE0001: the file holds the character U+D800: it is binary, not YAML text"]);

    [Fact]
    public void Ten_megabytes_are_refused_unread()
    {
        var text = "pipeline: big\nmodels:\n" + string.Concat(Enumerable.Range(0, 400_000).Select(i => $"  model-{i}: {{ dim: 1 }}\n"));
        text.Length.ShouldBeGreaterThan(10_000_000);
        Sample.Errors(text).ShouldBe(
            [$"{Sample.Path}(1,1): error PIPE0002: the file has {text.Length:N0} characters; a pipeline file may have 1,048,576"]);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    [InlineData("? ")]
    [InlineData("!")]
    [InlineData("&a ")]
    [InlineData("'")]
    [InlineData("\"")]
    [InlineData("{")]
    [InlineData("#")]
    [InlineData(":")]
    [InlineData("|\n")]
    [InlineData("\n")]
    [InlineData("\t")]
    [InlineData("a: ")]
    [InlineData("*a")]
    [InlineData("%")]
    [InlineData("---\n")]
    public void A_megabyte_of_one_thing_is_answered(string thing)
    {
        var text = string.Concat(Enumerable.Repeat(thing, 1_000_000 / thing.Length));
        Sample.Read("pipeline: deep\nmodels: " + text);
        Sample.Errors(text).ShouldNotBeEmpty();
    }

    [Fact]
    public void Depth_is_limited_in_blocks_too()
    {
        var text = string.Concat(Enumerable.Range(0, 500).Select(i => new string(' ', i) + "a:\n"));
        Sample.Errors(text).ShouldBe([$"{Sample.Path}(65,65): error PIPE0002: maps and lists are nested more than 64 deep here"]);
    }

    [Theory]
    [InlineData("[{0}]")]
    [InlineData("{{ {0} }}")]
    public void A_billion_laughs_are_not_laughed(string form)
    {
        var text = new StringBuilder("pipeline: laughs\ndata:\n  a0: &a0 { source: text }\n");
        for (var i = 1; i < 12; i++)
        {
            var aliases = string.Join(", ", Enumerable.Range(0, 10).Select(n => form[0] == '{' ? $"k{n}: *a{i - 1}" : $"*a{i - 1}"));
            text.Append($"  a{i}: &a{i} {string.Format(form, aliases)}\n");
        }
        Sample.Errors(text.ToString()).ShouldHaveSingleItem().ShouldContain("error PIPE0002: with every alias written out");
    }

    [Fact]
    public void Merges_multiply_no_better_than_aliases()
    {
        var text = new StringBuilder("pipeline: laughs\ndata:\n  a0: &a0 { k: 1 }\n");
        for (var i = 1; i < 40; i++) text.Append($"  a{i}: &a{i} {{ <<: [*a{i - 1}, *a{i - 1}], x: *a{i - 1}, y: *a{i - 1} }}\n");
        Sample.Errors(text.ToString()).ShouldHaveSingleItem().ShouldContain("error PIPE0002");
    }

    [Fact]
    public void Thousands_of_stages_in_a_circle_are_one_error_beside_what_each_lacks()
    {
        var stages = string.Concat(Enumerable.Range(0, 3000).Select(i => $"  s{i}: {{ kind: generate, from: s{(i + 1) % 3000} }}\n"));
        Sample.Errors("pipeline: circle\nstages:\n" + stages).Length.ShouldBe(101);
        Sample.Errors("pipeline: circle\nstages:\n" + stages)[100].ShouldContain("more errors are not shown");
    }

    [Fact]
    public void Thousands_of_names_that_are_not_there_are_looked_for()
    {
        var names = string.Concat(Enumerable.Range(0, 1500).Select(i => $"  model-number-{i}: {{ family: lama }}\n"));
        var stages = string.Concat(Enumerable.Range(0, 1500).Select(i => $"  s{i}: {{ kind: pretrain, model: number-model-{i} }}\n"));
        Sample.Errors($"pipeline: names\nmodels:\n{names}stages:\n{stages}").Length.ShouldBe(101);
    }

    [Theory]
    [InlineData(1024, 1000)]
    [InlineData(1, 6000)]
    public void Blocks_beyond_counting_are_one_error(int repeat, int length)
    {
        var pattern = string.Join(", ", Enumerable.Repeat("mamba", length));
        Sample.Errors(Small($"layers: [{{ repeat: {repeat}, pattern: [{pattern}] }}]"))
            .ShouldHaveSingleItem().ShouldEndWith($"PIPE0007: layers come to {(long)repeat * length} blocks; expected 1024 at most");
    }

    [Fact]
    public void A_thousand_blocks_of_any_family_are_answered()
    {
        foreach (var family in Families.All)
            Sample.Read(Small($"family: {family.Word}, heads: 4, layers: 1024"));
    }

    [Theory]
    [InlineData("{ mixer: ", " }")]
    [InlineData("{ blocks: [", "] }")]
    [InlineData("{ pattern: [", "] }")]
    [InlineData("{ mixer: { attention: { rope: ", " } } }")]
    [InlineData("[", "]")]
    public void Layers_within_layers_are_answered(string open, string close)
    {
        foreach (var depth in new[] { 2, 5, 15 })
        {
            var layers = string.Concat(Enumerable.Repeat(open, depth)) + "mamba" + string.Concat(Enumerable.Repeat(close, depth));
            Sample.Errors(Small($"heads: 2, layers: [{layers}]")).ShouldNotBeEmpty();
        }
    }

    [Theory]
    [InlineData("${A:")]
    [InlineData("${")]
    [InlineData("$")]
    [InlineData("${A:x}")]
    public void A_megabyte_of_variables_is_one_error(string variable) =>
        Sample.Errors($"pipeline: \"{string.Concat(Enumerable.Repeat(variable, 1_000_000 / variable.Length))}\"").ShouldHaveSingleItem();

    [Fact]
    public void A_key_of_a_megabyte_is_shown_in_short() =>
        Sample.Errors($"pipeline: a\n? {new string('k', 1_000_000)}\n: 1")[0].Length.ShouldBeLessThan(300);

    [Theory]
    [InlineData("---\n!")]
    [InlineData("&a")]
    [InlineData("pipeline:")]
    [InlineData("pipeline: a\nmodels:\n  b:")]
    public void A_position_lies_within_the_text_though_it_breaks_off(string text)
    {
        foreach (var diagnostic in Sample.Read(text).Diagnostics) ShouldLieWithin(text, diagnostic.Position);
    }

    [Fact]
    public void Every_beginning_of_the_sample_is_answered()
    {
        for (var length = 0; length < Sample.Text.Length - 1; length++)
        {
            var result = Sample.Read(Sample.Text[..length]);
            (result.Spec is null).ShouldBe(result.Diagnostics.Count > 0);
        }
    }

    [Fact]
    public void Two_thousand_mutations_of_the_sample_are_answered() => Mutations(Sample.Text, 20..1500);

    [Fact]
    public void Two_thousand_mutations_of_a_composed_model_are_answered() => Mutations(Sample.Hybrid, 20..1500);

    [Fact]
    public void Five_hundred_mutations_of_stages_after_pretraining_are_answered() => Mutations(Sample.Assistant, 1..400, count: 500);

    [Fact]
    public void Targets_of_many_stars_are_answered()
    {
        var target = string.Concat(Enumerable.Repeat("*o", 10_000));
        Sample.Errors(Sample.Assistant.Replace("targets: [q_proj,", $"targets: [\"{target}\","))
            .ShouldHaveSingleItem().ShouldContain("error PIPE0211: adapter target '*o*o");
    }

    private static string Small(string settings) =>
        $"pipeline: small\nmodels: {{ it: {{ vocab: 9, dim: 64, context: 8, {settings} }} }}";

    private static void Mutations(string sample, Range valid, int count = 2000)
    {
        var random = new Random(20240229);
        string[] pieces =
        [
            ":", ": ", "- ", "[", "]", "{", "}", ",", "&a ", "*a", "<<: *a", "!!x ", "|", ">", "'", "\"", "#", "%", "@", "`", "?",
            "\n", "\n  ", "\t", "---\n", "...\n", "${X:1}", "${", "null", "~", "-1", "1e400", "0x10", ".nan", "99999999999999999999",
            "5%", "é", "🙂", "\ud800", "\u0085", "\u2028", "models.docs-lm", "pipeline: x", "extends: a",
        ];
        var withSpec = 0;
        for (var i = 0; i < count; i++)
        {
            var text = new StringBuilder(sample);
            for (var edits = random.Next(1, 6); edits > 0; edits--)
            {
                var at = random.Next(text.Length);
                switch (random.Next(4))
                {
                    case 0: text.Remove(at, Math.Min(random.Next(1, 12), text.Length - at)); break;
                    case 1: text.Insert(at, pieces[random.Next(pieces.Length)]); break;
                    case 2: text[at] = (char)random.Next(32, 127); break;
                    default: text.Insert(at, sample.Substring(random.Next(sample.Length - 40), random.Next(40))); break;
                }
            }
            var result = Should.NotThrow(() => Sample.Read(text.ToString()), text.ToString());
            (result.Spec is null).ShouldBe(result.Diagnostics.Count > 0, text.ToString());
            foreach (var diagnostic in result.Diagnostics) ShouldLieWithin(text.ToString(), diagnostic.Position);
            if (result.Spec is null) continue;
            withSpec++;
            Sample.Read(result.Canonical).Spec.ShouldBe(result.Spec, text.ToString());
        }
        withSpec.ShouldBeInRange(valid.Start.Value, valid.End.Value);
    }

    private static void ShouldLieWithin(string text, SourcePosition at)
    {
        at.Line.ShouldBeGreaterThan(0);
        at.Column.ShouldBeGreaterThan(0);
        at.Start.ShouldBeInRange(0, text.Length);
        (at.Start + at.Length).ShouldBeInRange(at.Start, text.Length);
        (at.EndLine > at.Line || (at.EndLine == at.Line && at.EndColumn >= at.Column)).ShouldBeTrue();
    }
}
