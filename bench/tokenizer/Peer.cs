using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Pipelines.Tokenizers;

/// <summary>Hugging Face's tokenizers in a process of its own, which does the same work on the same text when told.</summary>
internal sealed class Peer : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("pipelines-").FullName;
    private readonly Process process;

    /// <param name="installed">the folder in which npm installed it</param>
    /// <param name="documents">what is to be encoded</param>
    /// <param name="trained">the tokenizer that encodes</param>
    public Peer(string installed, IReadOnlyList<string> documents, Tokenizer trained)
    {
        var bytes = Enumerable.Range(0, 256).Select(id => trained.Definition.Spellings[trained.AddedTokens.Count + id]);
        var empty = new Tokenizer(new TokenizerDefinition([.. bytes], [], trained.Definition.Splitter!));
        trained.Save(Path.Combine(folder, "trained", "tokenizer.json"));
        empty.Save(Path.Combine(folder, "empty", "tokenizer.json"));
        File.WriteAllText(Path.Combine(folder, "text.txt"), string.Concat(documents));
        File.WriteAllText(Path.Combine(folder, "documents.json"), JsonSerializer.Serialize(documents));
        process = Process.Start(new ProcessStartInfo("node")
        {
            ArgumentList =
            {
                "peer.mjs",
                Path.GetFullPath(installed),
                Path.Combine(folder, "text.txt"),
                Path.Combine(folder, "documents.json"),
                Path.Combine(folder, "trained", "tokenizer.json"),
                Path.Combine(folder, "empty", "tokenizer.json"),
            },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
    }

    /// <summary>Seconds that <c>train</c> or <c>encode</c> takes.</summary>
    public double Time(string work)
    {
        process.StandardInput.WriteLine(work);
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (line.StartsWith("seconds ", StringComparison.Ordinal)) return double.Parse(line.AsSpan(8), CultureInfo.InvariantCulture);
        }

        throw new InvalidOperationException($"the peer ended while asked to {work}");
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        Directory.Delete(folder, recursive: true);
    }
}
