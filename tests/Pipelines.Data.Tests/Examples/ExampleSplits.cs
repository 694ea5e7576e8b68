using System.Text;
using Pipelines.Spec;

namespace Pipelines.Data.Tests.Examples;

public sealed class ExampleSplits : IDisposable
{
    private readonly ExampleFiles files = new();

    [Fact]
    public void Equal_examples_come_once() =>
        files.Open("{\"prompt\":\"a\",\"answer\":\"1\"}\n{\"answer\":\"1\",\"prompt\":\"a\"}\n{\"prompt\":\"a\",\"answer\":\"2\"}\n").Examples().Count().ShouldBe(2);

    [Fact]
    public void A_row_keeps_its_side_wherever_it_stands()
    {
        var rows = Enumerable.Range(0, 400).Select(i => $"{{\"instruction\":\"Say {i}.\",\"output\":\"{i}\"}}").ToList();
        var held = Held(rows);
        held.Count.ShouldBeInRange(20, 60);
        rows.Reverse();
        Held([.. rows, "{\"instruction\":\"More.\",\"output\":\"m\"}"]).Where(text => text != "More.").ShouldBe(held, ignoreOrder: true);
    }

    [Fact]
    public void The_fingerprint_is_of_content_format_and_split()
    {
        var row = "{\"prompt\":\"a\",\"completion\":\"1\"}"u8.ToArray();
        var prints = new[]
        {
            files.Open(row).Fingerprint(), files.Open(row, ExampleFormat.Prompt).Fingerprint(), files.Open(row, validation: 0.1).Fingerprint(),
            files.Open([.. row, (byte)'\n']).Fingerprint(),
        };
        prints.Distinct().Count().ShouldBe(4);
        files.Open(row).Fingerprint().ShouldBe(prints[0]);
    }

    private List<string> Held(List<string> rows)
    {
        var source = files.Open(Encoding.UTF8.GetBytes(string.Join('\n', rows)), validation: 0.1);
        return [.. source.Examples().Where(source.IsValidation).Select(example => ((ConversationExample)example).Messages[0].Content)];
    }

    public void Dispose() => files.Dispose();
}
