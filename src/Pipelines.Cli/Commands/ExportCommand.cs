using System.CommandLine;
using System.Globalization;
using Pipelines.Models;

namespace Pipelines.Cli.Commands;

/// <summary><c>export</c>: writes a model, adapters merged, as a folder that transformers and vLLM load.</summary>
internal sealed class ExportCommand
{
    private static readonly (string Unit, double Bytes)[] Units = [("GB", 1e9), ("MB", 1e6), ("KB", 1e3), ("B", 1)];

    private readonly TextWriter output, error;
    private readonly AdapterOption adapters = new();

    public ExportCommand(TextWriter output, TextWriter error)
    {
        (this.output, this.error) = (output, error);
        var folder = FolderArgument.Create();
        var format = new Option<string>("--format") { Description = "hf, the only one there is", DefaultValueFactory = _ => "hf" };
        format.AcceptOnlyFromAmong("hf");
        var target = new Option<string>("--out") { Description = "The folder to write", HelpName = "folder", Required = true };
        var dtype = new Option<string>("--dtype")
        {
            Description = "float32, bfloat16 or float16 (or fp32, bf16, fp16)",
            HelpName = "type",
            DefaultValueFactory = _ => "float32",
        };
        var size = new Option<string>("--max-shard-size")
        {
            Description = "Of one weights file: 5GB, 500MB",
            HelpName = "size",
            DefaultValueFactory = _ => "5GB",
        };
        Command = new Command("export", "Writes a folder that transformers and vLLM load") { folder, format, target, dtype, size };
        adapters.AddTo(Command);
        Command.SetAction(result =>
            Export(result, result.GetValue(folder)!, result.GetValue(target)!, result.GetValue(dtype)!, result.GetValue(size)!));
    }

    public Command Command { get; }

    private int Export(ParseResult result, string path, string target, string dtype, string size)
    {
        var type = Dtypes.Find(dtype) ?? throw new WrongUsageException($"--dtype: '{dtype}' is none of float32, bfloat16, float16");
        var bytes = Bytes(size);
        if (Path.GetFullPath(path) == Path.GetFullPath(target)) throw new WrongUsageException("--out: it is the folder that is read");
        if (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any() && !HuggingFaceFolder.Is(target))
            throw new WrongUsageException($"--out: {target} holds other files than a model's");
        using var folder = ModelFolder.Open(path);
        foreach (var key in folder.UnknownKeys) error.WriteLine($"note: config.json has '{key}', which is not kept");
        using var loaded = adapters.Load(folder, result, whole: true);
        loaded.Merge();
        HuggingFaceFolder.Write(target, loaded.Model, folder.Model, folder.TextFiles, type, bytes);
        output.WriteLine($"{target}: {folder.Model.Name}, {Dtypes.Name(type)}");
        return 0;
    }

    private static long Bytes(string size)
    {
        foreach (var (unit, bytes) in Units)
        {
            if (!size.EndsWith(unit, StringComparison.OrdinalIgnoreCase)) continue;
            var number = size[..^unit.Length].Trim();
            if (double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count) && count * bytes is >= 1 and < 1e18)
                return (long)(count * bytes);
        }
        throw new WrongUsageException($"--max-shard-size: '{size}' is not a size such as 5GB or 500MB");
    }
}
