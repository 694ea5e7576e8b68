using System.Text.RegularExpressions;

namespace Pipelines.Spec.Tests;

/// <summary>
/// Every block of YAML in the pages that people read is one that the reader takes. A whole file, with a <c>pipeline:</c>, is read as it is;
/// a part of one is laid over <see cref="Frame"/>, which has what such parts take for granted. Pages of diagnostics, families,
/// settings and stages have tests of their own.
/// </summary>
public sealed partial class YamlOfPages
{
    /// <summary>The file that a page's part belongs into: the sources, models and stages that pages speak of.</summary>
    private static readonly string Frame = File.ReadAllText(Repository.File("tests/Pipelines.Spec.Tests/Samples", "frame.pipeline.yaml"));

    private static readonly string[] Sections =
        ["pipeline", "extends", "seed", "data", "models", "stages", "tracking", "registry", "serve", "expect", "sweep"];

    private static readonly string[] TestedElsewhere = ["docs/diagnostics/", "docs/families/", "docs/settings/", "docs/stages/"];

    /// <summary>The page and the line of each block.</summary>
    public static TheoryData<string, int> Blocks
    {
        get
        {
            var blocks = new TheoryData<string, int>();
            foreach (var (page, line) in Pages().SelectMany(BlocksOf)) blocks.Add(page, line);
            return blocks;
        }
    }

    [Fact]
    public void The_frame_is_a_file_of_its_own() => Read("frame.pipeline.yaml", Frame).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Is_read_without_a_diagnostic(string page, int line)
    {
        var yaml = BlockAt(page, line);
        Regex.Matches(yaml, @"^([a-z_]+):", RegexOptions.Multiline).Select(match => match.Groups[1].Value).ShouldBeSubsetOf(
            Sections, $"{page}({line}): a part of a pipeline file begins with its section; another file's, with a comment that names it");
        var whole = yaml.Contains("\npipeline:", StringComparison.Ordinal) || yaml.StartsWith("pipeline:", StringComparison.Ordinal);
        Read(page, whole ? yaml : $"extends: frame.pipeline.yaml\n{yaml}").ShouldBeEmpty($"{page}({line})");
    }

    private static IEnumerable<string> Read(string page, string yaml) => PipelineReader.Read(page, yaml, new ReadOptions
    {
        ResolveExtends = name => name.EndsWith("frame.pipeline.yaml", StringComparison.Ordinal) ? Frame : null,
        Blocks = new(
        [
            new("short_conv", "Sample.ShortConv", Mixes: true, new([new("taps", "taps", "int", "4")]), "taps >= 2", "dim * taps"),
            new("token_shift", "Sample.TokenShift", Mixes: true, new([new("reach", "reach", "int", "1")]), "reach >= 1", "dim * dim"),
        ]),
        Verifiers = new(["polite", "short"]),
    }).Diagnostics.Select(diagnostic => diagnostic.ToString());

    private static IEnumerable<string> Pages()
    {
        var root = Repository.File();
        var folders = ((string[])["docs", "packages", "pipelines"]).Select(folder => Path.Combine(root, folder));
        return folders
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.md", SearchOption.AllDirectories))
            .Prepend(Path.Combine(root, "README.md"))
            .Select(file => Path.GetRelativePath(root, file))
            .Where(page => !TestedElsewhere.Any(folder => page.StartsWith(folder, StringComparison.Ordinal)))
            .Order();
    }

    private static IEnumerable<(string Page, int Line)> BlocksOf(string page)
    {
        var text = Text(page);
        return Block().Matches(text)
            .Where(match => !OfAnotherFile().IsMatch(match.Groups[1].Value))
            .Select(match => (page, text.AsSpan(0, match.Index).Count('\n') + 1));
    }

    private static string BlockAt(string page, int line)
    {
        var lines = Text(page).Split('\n');
        return string.Join('\n', lines.Skip(line).TakeWhile(text => text.Trim() != "```"));
    }

    private static string Text(string page) => File.ReadAllText(Repository.File(page));

    [GeneratedRegex("(?s)```yaml\n(.*?)```")]
    private static partial Regex Block();

    /// <summary>The first line names a file that is no pipeline's: <c># .github/workflows/experiment.yml</c>.</summary>
    [GeneratedRegex(@"\A# \S+(?<!\.pipeline)\.ya?ml\n")]
    private static partial Regex OfAnotherFile();
}
