using Pipelines.Models;
using Pipelines.Spec;
using Pipelines.Tokenizers;
using TorchSharp;

namespace Pipelines.Cli.Tests;

/// <summary>The tool in this process, and a folder that is gone afterwards.</summary>
public sealed class ToolRun : IDisposable
{
    // In memory where there is such a place: all that is written is synced to the disk.
    private readonly string folder = Directory.Exists("/dev/shm")
        ? Directory.CreateDirectory($"/dev/shm/pipelines-cli-{Guid.NewGuid():N}").FullName
        : Directory.CreateTempSubdirectory("pipelines-cli-").FullName;

    /// <summary>A path in the folder.</summary>
    public string this[string name] => Path.Combine(folder, name);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>Runs the tool.</summary>
    internal static Task<Outcome> RunAsync(params string[] args) => TypeAsync("", args);

    /// <summary>Runs the tool, and types a text.</summary>
    internal static async Task<Outcome> TypeAsync(string typed, params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await new Tool(output, error, new StringReader(typed)).RunAsync(args);
        return new Outcome(code, output.ToString(), error.ToString());
    }

    /// <summary>Writes a folder with a small model and a tokenizer of its own.</summary>
    internal string WriteFolder(string name, string yaml)
    {
        var spec = ModelYaml.Read("model.yaml", yaml, "small", new ReadOptions()).Model!;
        torch.random.manual_seed(3);
        using var model = ModelBuilder.Build(spec, spec.Vocab.Size);
        HuggingFaceFolder.Write(this[name], model, spec, TextFiles.Of(Tokenizer()));
        return this[name];
    }

    /// <summary>The same with a chat template.</summary>
    internal string WriteChatFolder(string name, string yaml)
    {
        WriteFolder(name, yaml);
        new ChatFormat(Tokenizer("<|endoftext|>", "<|im_start|>", "<|im_end|>"), ChatTemplate.BuiltIn("chatml")).Save(this[name]);
        return this[name];
    }

    private static Tokenizer Tokenizer(params string[] special)
    {
        var texts = Enumerable.Range(0, 30).Select(i => $"Gets or sets the number {i} of the collection.\n");
        return BpeTrainer.Train(texts, special.Length == 0
            ? new BpeTrainerOptions { VocabSize = 300 }
            : new BpeTrainerOptions { VocabSize = 300, SpecialTokens = special });
    }
}

/// <summary>What a run of the tool came to.</summary>
internal sealed record Outcome(int Code, string Out, string Error);
