using Pipelines.Spec.Editing;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec.Tests;

/// <summary>An entry of a YAML text changes where it stands.</summary>
public sealed class YamlEdits
{
    private static readonly SourcePosition Nowhere = SourcePosition.StartOf("");

    [Fact]
    public void Change_one_entry_of_any_text_and_no_line_outside_of_it()
    {
        var random = new Random(11);
        for (var i = 0; i < 1000; i++)
        {
            var text = Commented(YamlWriter.Write(Map(random, depth: 0)), random);
            var root = Read(text);
            var entry = Entries(root).Where(entry => entry.Value is MappingNode { Entries.Count: > 0 }).OrderBy(_ => random.Next()).First();
            var value = Map(random, depth: 2);

            var edited = YamlEdit.Replace(text, entry, value);

            YamlWriter.Write(Read(edited)).ShouldBe(YamlWriter.Write(With(root, entry, value)), $"{text}\n→\n{edited}");
            var lines = text.Split('\n');
            edited.ShouldStartWith(string.Join('\n', lines[..(entry.Value.At.Line - 1)]));
            edited.ShouldEndWith(string.Join('\n', lines[entry.Value.At.EndLine..]));
        }
    }

    [Fact]
    public void Take_an_entry_out_with_its_line_unless_others_stand_on_it()
    {
        const string text = "a:\n  b: 1   # one\n  c: { d: 2 }\ne: { f: 3, g: 4 }\n";
        YamlEntry Entry(string name) => Entries(Read(text)).First(entry => entry.Key.Text == name);
        YamlEdit.Remove(text, Entry("b")).ShouldBe("a:\n  c: { d: 2 }\ne: { f: 3, g: 4 }\n");
        YamlEdit.Remove(text, Entry("e")).ShouldBe("a:\n  b: 1   # one\n  c: { d: 2 }\n");
        YamlEdit.Remove(text, Entry("f")).ShouldBeNull();
        YamlEdit.Remove(text, Entry("d")).ShouldBeNull();
    }

    [Fact]
    public void Write_braces_that_read_back()
    {
        var random = new Random(5);
        for (var i = 0; i < 500; i++)
        {
            var tree = Map(random, depth: 0);
            YamlWriter.Write(Read(YamlWriter.Flow(tree))).ShouldBe(YamlWriter.Write(tree));
        }
    }

    private static MappingNode Read(string text)
    {
        var diagnostics = new List<SpecDiagnostic>();
        var read = YamlTree.Read("x.yaml", text, diagnostics);
        diagnostics.ShouldBeEmpty(text);
        return (MappingNode)read!;
    }

    private static IEnumerable<YamlEntry> Entries(YamlNode node) =>
        node is MappingNode map ? map.Entries.SelectMany(entry => Entries(entry.Value).Prepend(entry)) : [];

    private static YamlNode With(YamlNode node, YamlEntry changed, YamlNode value) => node is not MappingNode map ? node
        : new MappingNode(
            [.. map.Entries.Select(entry => entry with { Value = entry == changed ? value : With(entry.Value, changed, value) })], Nowhere);

    /// <summary>A map with maps, lists, words and texts; the first value is a map with something in it.</summary>
    private static MappingNode Map(Random random, int depth) => new(
        [.. Enumerable.Range(0, random.Next(1, 5)).Select(i => new YamlEntry(
            new ScalarNode($"k{i}", quoted: false, Nowhere), depth == 0 && i == 0 ? Map(random, 1) : Node(random, depth + 1)))], Nowhere);

    private static YamlNode Node(Random random, int depth) => random.Next(depth > 3 ? 2 : 5) switch
    {
        0 => new ScalarNode($"{random.Next(100)}", quoted: false, Nowhere),
        1 => new ScalarNode("a: {b} # \"c\", d", quoted: true, Nowhere),
        2 => new SequenceNode([.. Enumerable.Range(0, random.Next(4)).Select(_ => Node(random, depth + 1))], Nowhere),
        _ => Map(random, depth),
    };

    /// <summary>The text with comments and empty lines between its lines and behind them.</summary>
    private static string Commented(string text, Random random)
    {
        var lines = text.TrimEnd('\n').Split('\n').Select(line => random.Next(5) switch
        {
            0 => $"{line}   # said of it",
            1 => $"{line[..^line.TrimStart().Length]}# said before\n{line}",
            2 => $"\n{line}",
            _ => line,
        });
        return string.Join('\n', lines) + "\n# the end\n";
    }
}
