using System.CommandLine;
using System.Globalization;
using Pipelines.Formats.Safetensors;
using Pipelines.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Cli.Commands;

/// <summary>
/// <c>logits</c>: what a model predicts at each place of a sequence of ids, as the tensor <c>logits</c> [1, time, vocab] in float32.
/// Anyone can compare it with another implementation's.
/// </summary>
internal sealed class LogitsCommand
{
    private readonly TextWriter output;
    private readonly AdapterOption adapters = new();

    public LogitsCommand(TextWriter output)
    {
        this.output = output;
        var folder = FolderArgument.Create();
        var ids = new Option<string>("--ids") { Description = "Token ids: 1,2,3", HelpName = "ids", Required = true };
        var file = new Option<string>("--out") { Description = "The safetensors file to write", HelpName = "file", Required = true };
        Command = new Command("logits", "Writes a model's logits for a sequence of ids") { folder, ids, file };
        adapters.AddTo(Command);
        Command.SetAction(result => Write(result, result.GetValue(folder)!, result.GetValue(ids)!, result.GetValue(file)!));
    }

    public Command Command { get; }

    private int Write(ParseResult result, string path, string list, string file)
    {
        using var folder = ModelFolder.Open(path);
        var ids = Ids(list, folder.Model.Vocab.Size, folder.Model.Architecture.Context);
        using var untracked = torch.no_grad();
        using var loaded = adapters.Load(folder, result);
        using var input = torch.tensor(ids, [1, ids.Length]);     // [1, time]
        using var logits = loaded.Model.call(input);                     // [1, time, vocab]
        SafetensorsWriter.Write(file, [new SafetensorsSource("logits", SafetensorsType.F32, logits.shape, stream => Write(logits, stream))]);
        output.WriteLine($"{file}: logits [{string.Join(", ", logits.shape)}]");
        return 0;
    }

    /// <summary>Row by row: all of them may be more than a span holds.</summary>
    private static void Write(Tensor logits, Stream stream)
    {
        for (long place = 0; place < logits.shape[1]; place++)
        {
            using var row = logits.select(1, place);
            using var dense = row.contiguous();
            stream.Write(dense.bytes);
        }
    }

    private static long[] Ids(string list, int vocab, int context)
    {
        var parts = list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var ids = Array.ConvertAll(parts, part => long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id < vocab
            ? id
            : throw new WrongUsageException($"--ids: '{part}' is not a token of the model, whose ids are 0 to {vocab - 1}"));
        if (ids.Length == 0) throw new WrongUsageException("--ids: there are none");
        if (ids.Length > context) throw new WrongUsageException($"--ids: {ids.Length} are more than the model's context of {context}");
        return ids;
    }
}
