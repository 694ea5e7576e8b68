using System.CommandLine;
using Pipelines.Formats.Gguf;
using Pipelines.Runtime.Models;

namespace Pipelines.Cli.Commands;

/// <summary><c>gguf show</c>: what a GGUF file holds.</summary>
internal sealed class GgufCommand
{
    private readonly TextWriter output;
    private readonly Argument<string> file = new("file")
    {
        Description = "A .gguf file, as llama.cpp and what is built on it run models from",
    };
    private readonly Option<string?> key = new("--key")
    {
        Description = "Prints the whole value of one key, an item a line, such as tokenizer.chat_template",
        HelpName = "name",
    };

    public GgufCommand(TextWriter output)
    {
        this.output = output;
        var show = new Command("show", "Shows metadata, tensors with types and shapes, and what they come to; no weights are read")
        {
            file, key,
        };
        show.SetAction(result => Show(result.GetValue(file)!, result.GetValue(key)));
        Command = new Command("gguf", "Looks at GGUF files") { show };
    }

    public Command Command { get; }

    private int Show(string path, string? name)
    {
        using var opened = GgufFile.Open(path);
        if (name is null)
        {
            GgufDescription.Write(output, opened);
            return 0;
        }
        var value = opened.Metadata.Find(name)
            ?? throw new WrongUsageException($"{path} has no key '{name}'; gguf show without --key lists what there is");
        foreach (var line in value.Lines()) output.WriteLine(line);
        return 0;
    }
}
