using Pipelines.Spec.Yaml;

namespace Pipelines.Spec.Tests;

/// <summary>What of YAML the reader takes: anchors, aliases, merges, styles, positions.</summary>
public sealed class YamlText
{
    private const string Twins = """
        pipeline: twins
        models:
          one: &base { family: llama, vocab: 4096, dim: 192, layers: 6, heads: 6, context: 256 }
          two: *base
          three: { <<: *base, layers: 8 }
          four:
            <<: [{ layers: 9, dropout: 0.1 }, *base]
            dim: 384
        """;

    [Fact]
    public void An_alias_is_what_its_anchor_is()
    {
        var models = Sample.Read(Twins).Spec!.Models;
        models[1].Architecture.ShouldBe(models[0].Architecture);
    }

    [Fact]
    public void A_key_of_the_map_itself_wins_over_a_merged_one()
    {
        var models = Sample.Read(Twins).Spec!.Models;
        models[2].Architecture.Depth.ShouldBe(8);
        models[2].Architecture.Dim.ShouldBe(192);
    }

    [Fact]
    public void Of_several_merged_maps_the_first_wins()
    {
        var four = Sample.Read(Twins).Spec!.Models[3].Architecture;
        (four.Depth, four.Dropout, four.Dim, four.Context).ShouldBe((9, 0.1, 384, 256));
    }

    [Fact]
    public void What_an_alias_brings_is_wrong_where_it_is_written() =>
        Sample.Read(Twins.Replace("heads: 6", "heads: 7")).Diagnostics
            .Select(diagnostic => (diagnostic.Id, diagnostic.Position.Line)).Distinct()
            .ShouldBe([("PIPE0110", 3), ("PIPE0110", 8)]);

    [Theory]
    [InlineData("<<: 5", "(7,9): error PIPE0005: '<<' merges a map or a list of maps, and this is '5'")]
    [InlineData("<<: *bse", "(7,9): error PIPE0001: the alias '*bse' has no anchor '&bse' before it; anchors: base")]
    [InlineData("? [a, b]\n    : 1", "(7,7): error PIPE0005: a list cannot be a key; a key is a word")]
    [InlineData("vocab: !!str 4096", "(7,12): error PIPE0001: the YAML tag 'tag:yaml.org,2002:str' has no meaning here; remove it")]
    public void What_makes_no_sense_is_said(string line, string expected) =>
        Sample.Errors(Twins.Replace("<<: [{ layers: 9, dropout: 0.1 }, *base]", line)).ShouldContain(Sample.Path + expected);

    [Theory]
    [InlineData("pipeline: 'quickstart'")]
    [InlineData("\"pipeline\": \"quickstart\"")]
    [InlineData("pipeline: >-\n  quickstart")]
    [InlineData("pipeline: |-\n  quickstart")]
    [InlineData("---\npipeline: quickstart")]
    [InlineData("\ufeffpipeline: quickstart")]
    [InlineData("%YAML 1.2\n---\npipeline: quickstart")]
    public void Every_style_says_the_same(string style) =>
        Sample.Read(Sample.Text[(Sample.Text.IndexOf('\n') + 1)..].Replace("pipeline: quickstart", style))
            .Spec.ShouldBe(Sample.Read(Sample.Text).Spec);

    [Fact]
    public void Lines_may_end_as_on_any_machine()
    {
        Sample.Read(Sample.Text.Replace("\n", "\r\n")).Spec.ShouldBe(Sample.Read(Sample.Text).Spec);
        Sample.Errors(Sample.With("dim: 192", "dim: 190").Replace("\n", "\r\n"))[0]
            .ShouldStartWith("quickstart.pipeline.yaml(12,10): error PIPE0110");
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void Every_position_is_that_of_its_text(string lineEnd)
    {
        var text = ("# Ünïcödé, 漢字, 🙂\n" + Sample.Text).Replace("\n", lineEnd);
        var lines = text.Split(lineEnd);
        var checkedNodes = 0;
        foreach (var scalar in Scalars(YamlTree.Read(Sample.Path, text, [])!))
        {
            var at = scalar.At;
            text.Substring(at.Start, at.Length).Trim('"').ShouldBe(scalar.Text);
            lines[at.Line - 1].Substring(at.Column - 1).ShouldStartWith(text.Substring(at.Start, at.Length));
            (at.EndLine, at.EndColumn).ShouldBe((at.Line, at.Column + at.Length));
            checkedNodes++;
        }
        checkedNodes.ShouldBeGreaterThan(60);
    }

    [Fact]
    public void A_block_map_ends_where_its_last_value_does()
    {
        var position = Sample.Read(Sample.Text).Positions.At("models.docs-lm")!.Value;
        Sample.Text.Substring(position.Start, position.Length).ShouldStartWith("family: llama");
        Sample.Text.Substring(position.Start, position.Length).ShouldEndWith("context: 256");
        (position.Line, position.EndLine).ShouldBe((10, 16));
    }

    [Fact]
    public void The_map_of_positions_finds_what_is_written_and_else_what_encloses_it()
    {
        var positions = Sample.Read(Sample.Text).Positions;
        positions.At("models.docs-lm.dim")!.Key.Column.ShouldBe(5);
        positions.At("models.docs-lm.dim")!.Value.Column.ShouldBe(10);
        positions.At("models.docs-lm.dropout").ShouldBeNull();
        positions.Find("models.docs-lm.dropout").ShouldBe(positions.At("models.docs-lm"));
        positions.Find("elsewhere").ShouldBeNull();
    }

    private static IEnumerable<ScalarNode> Scalars(YamlNode node) => node switch
    {
        ScalarNode scalar => [scalar],
        SequenceNode list => list.Items.SelectMany(Scalars),
        _ => ((MappingNode)node).Entries.SelectMany(entry => Scalars(entry.Key).Concat(Scalars(entry.Value))),
    };
}
