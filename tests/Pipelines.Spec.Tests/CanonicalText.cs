using System.Text;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec.Tests;

/// <summary>The text that the build embeds: it reads back to what it was written from.</summary>
public sealed class CanonicalText
{
    private static readonly SourcePosition Nowhere = SourcePosition.StartOf("");

    [Fact]
    public void Of_the_sample_reads_back_to_its_spec_and_to_itself()
    {
        var first = Sample.Read(Sample.Text);
        var second = Sample.Read(first.Canonical);
        second.Spec.ShouldBe(first.Spec);
        second.Canonical.ShouldBe(first.Canonical);
        first.Canonical.ShouldNotContain("#");
    }

    [Fact]
    public void Of_composed_models_reads_back_to_their_spec_and_to_itself()
    {
        var first = Sample.Read(Sample.Hybrid);
        first.Diagnostics.ShouldBeEmpty();
        var second = Sample.Read(first.Canonical);
        second.Spec.ShouldBe(first.Spec);
        second.Canonical.ShouldBe(first.Canonical);
    }

    [Fact]
    public void Does_not_change_with_comments_or_spaces() =>
        Sample.Read("# more\n\n" + Sample.With("dim: 192", "dim:     192   # wide")).Canonical.ShouldBe(Sample.Read(Sample.Text).Canonical);

    [Fact]
    public void Of_a_file_that_extends_another_holds_both()
    {
        var result = PipelineReader.Read(
            Sample.Path, "extends: base.pipeline.yaml\nseed: 7", new ReadOptions { ResolveExtends = _ => Sample.Text });
        result.Canonical.ShouldNotContain("extends");
        Sample.Read(result.Canonical).Spec.ShouldBe(result.Spec);
    }

    [Fact]
    public void Of_any_tree_reads_back_to_that_tree()
    {
        var random = new Random(7);
        for (var i = 0; i < 2000; i++)
        {
            var tree = Map(random, depth: 0);
            var text = YamlWriter.Write(tree);
            var diagnostics = new List<SpecDiagnostic>();
            var back = YamlTree.Read("round.yaml", text, diagnostics);
            diagnostics.ShouldBeEmpty(text);
            Print(back!).ShouldBe(Print(tree), text);
        }
    }

    private static YamlNode Node(Random random, int depth) => random.Next(depth > 3 ? 1 : 4) switch
    {
        0 or 3 => Scalar(random),
        1 => new SequenceNode(Enumerable.Range(0, random.Next(4)).Select(_ => Node(random, depth + 1)).ToList(), Nowhere),
        _ => Map(random, depth + 1),
    };

    private static MappingNode Map(Random random, int depth) => new(
        Enumerable.Range(0, random.Next(1, 4)).Select(_ => Scalar(random))
            .DistinctBy(key => key.IsNull ? "null" : key.Text).Where(key => key.Text != "<<")
            .Select(key => new YamlEntry(key, Node(random, depth + 1))).ToList(),
        Nowhere);

    /// <summary>What is not quoted is what a plain scalar can be: the words and numbers that a file holds.</summary>
    private static ScalarNode Scalar(Random random)
    {
        string[] plain =
        [
            "a", "docs-lm", "1.5M", "5%", "-1", "-.5", "+3", "3e-3", "true", "null", "~", "a/b.c",
            "_x", "0x1F", "no", "2024-01-01", "1_000",
        ];
        const string letters = "aZ09 -_.:,#[]{}&*!|>'\"%@`?~\\/$\n\té漢\u00a0\u2028\u0085🙂\u007f=";
        if (random.Next(2) == 0) return new ScalarNode(plain[random.Next(plain.Length)], quoted: false, Nowhere);
        var text = new StringBuilder();
        for (var length = random.Next(12); length > 0; length--)
        {
            var c = letters[random.Next(letters.Length)];
            if (!char.IsSurrogate(c)) text.Append(c);
            else text.Append("🙂");
        }
        return new ScalarNode(text.ToString(), quoted: true, Nowhere);
    }

    private static string Print(YamlNode node) => node switch
    {
        ScalarNode { IsNull: true } => "null",
        ScalarNode scalar => $"{(scalar.Quoted ? "q" : "p")}<{scalar.Text}>",
        SequenceNode list => $"[{string.Join(",", list.Items.Select(Print))}]",
        _ => $"{{{string.Join(",", ((MappingNode)node).Entries.Select(entry => $"{Print(entry.Key)}={Print(entry.Value)}"))}}}",
    };
}
