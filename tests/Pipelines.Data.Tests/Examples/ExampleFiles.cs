using System.Text;
using Pipelines.Spec;

namespace Pipelines.Data.Tests.Examples;

/// <summary>A folder with a file of rows, gone afterwards.</summary>
internal sealed class ExampleFiles : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("pipelines-").FullName;

    public string Path => System.IO.Path.Combine(folder, "rows.jsonl");

    /// <summary>The source over a file with these bytes.</summary>
    public ExampleSource Open(byte[] bytes, ExampleFormat format = ExampleFormat.Auto, double validation = 0)
    {
        File.WriteAllBytes(Path, bytes);
        return ExampleSource.Open(
            new JsonLinesSpec("chats", validation, new EquatableArray<string>(["rows.jsonl"]), "text", format), folder);
    }

    /// <summary>The source over a file with these lines.</summary>
    public ExampleSource Open(string lines, ExampleFormat format = ExampleFormat.Auto) => Open(Encoding.UTF8.GetBytes(lines), format);

    /// <summary>The only example of a row.</summary>
    public Example Read(string row, ExampleFormat format = ExampleFormat.Auto) => Open(row, format).Examples().Single();

    /// <summary>Why a row is rejected that stands behind a good one.</summary>
    public string Reason(string row, string good, ExampleFormat format)
    {
        var source = Open($"{good}\n{row}\n", format);
        source.Examples().Count().ShouldBe(1);
        var rejected = source.Rejected.ShouldHaveSingleItem();
        rejected.Place.ShouldBe($"{Path}(2)");
        return rejected.Reason;
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
