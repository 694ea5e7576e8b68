using System.Text.Json;
using Pipelines.Runtime.Commands;
using Pipelines.Runtime.Terminal;

namespace Pipelines.Runtime.Tests;

/// <summary>A project's folder with some text in it, and its program run in this process.</summary>
public sealed class Project : IDisposable
{
    // For the whole process and before anything is computed, so that no test changes another's bits. Tensors this small gain nothing from a
    // second thread, and two that wait for each other on a busy machine take a hundred times as long as one.
    static Project() => TorchSharp.torch.set_num_threads(1);

    public Project()
    {
        for (var i = 0; i < 40; i++)
            Write($"texts/{i:00}.txt", $"Gets or sets the number {i} of the collection. Returns a new list of {i} items.\n");
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("project-").FullName;

    internal Workspace Workspace => new(Folder);

    public string Write(string path, string text)
    {
        var file = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }

    /// <summary>Sixty questions with their answers in <c>chats.jsonl</c>.</summary>
    /// <param name="more">further lines</param>
    public void WriteChats(string more = "") => Write("chats.jsonl", string.Concat(Enumerable.Range(0, 60).Select(i =>
    {
        var messages = new[] { new { role = "user", content = $"Get number {i}." }, new { role = "assistant", content = $"The number {i} of the list." } };
        return JsonSerializer.Serialize(new { messages }) + "\n";
    })) + more);

    /// <summary>Twenty sums, each with its result and a word, in <c>pairs.jsonl</c>.</summary>
    public void WritePairs() => Write("pairs.jsonl", string.Concat(Enumerable.Range(1, 20).Select(i =>
        $$"""{"prompt": "What is {{i}} + 1?", "chosen": "{{i + 1}}", "rejected": "many"}""" + "\n")));

    /// <summary>Runs the program as <c>dotnet run --</c> would.</summary>
    internal async Task<Outcome> RunAsync(Pipeline pipeline, params string[] args)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        var code = await new PipelineProgram(pipeline, Workspace, new ProgramOutput(output, errors, IsTerminal: false)).RunAsync(args);
        return new Outcome(code, output.ToString(), errors.ToString());
    }

    public void Dispose()
    {
        foreach (var folder in Directory.EnumerateDirectories(Folder, "*", SearchOption.AllDirectories))
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.UserWrite);
        Directory.Delete(Folder, recursive: true);
    }
}

/// <summary>What a run of the program came to.</summary>
internal sealed record Outcome(int Code, string Out, string Error);
