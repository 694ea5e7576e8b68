using System.CommandLine;
using Pipelines.Models;
using Pipelines.Modules;
using Pipelines.Quantization;
using Pipelines.Spec;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Cli.Commands;

/// <summary><c>quantize</c>: writes a model in fewer bits, as a GGUF file or as a folder that vLLM and transformers load.</summary>
internal sealed class QuantizeCommand
{
    private readonly TextWriter output, error;
    private readonly Argument<string> source = FolderArgument.Create();
    private readonly Option<string> type = new("--type")
    {
        Description = Words,
        HelpName = "type",
        Required = true,
    };
    private readonly Option<string> target = new("--out")
    {
        Description = "The GGUF file to write; for int8 and gptq the folder",
        HelpName = "path",
        Required = true,
    };
    private readonly Option<string?> calibration = new("--calibration")
    {
        Description = "A text like those that the model will read: it says which weights matter; gptq needs one",
        HelpName = "file",
    };
    private readonly Option<int> tokens = new("--tokens")
    {
        Description = "Most tokens of that text",
        HelpName = "number",
        DefaultValueFactory = _ => 64_000,
    };
    private readonly Option<int> group = new("--group")
    {
        Description = "Of gptq: columns that share a scale; 0 for all",
        HelpName = "number",
        DefaultValueFactory = _ => 128,
    };

    public QuantizeCommand(TextWriter output, TextWriter error)
    {
        (this.output, this.error) = (output, error);
        Command = new Command("quantize", "Writes a model in fewer bits") { source, type, target, calibration, tokens, group };
        Command.SetAction(Quantize);
    }

    public Command Command { get; }

    private static string Words => string.Join(", ", QuantizationTypes.All.Select(one => one.Word()));

    private int Quantize(ParseResult result)
    {
        var word = result.GetValue(type)!;
        var wanted = QuantizationTypes.Find(word)
            ?? throw new WrongUsageException($"--type: '{word}' is none of {Words}");
        var path = result.GetValue(target)!;
        if (wanted.IsGguf() && !path.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase))
            throw new WrongUsageException($"--out: '{path}' does not end in .gguf, and {word} makes a GGUF file");
        if (result.GetValue(tokens) < 1) throw new WrongUsageException($"--tokens: {result.GetValue(tokens)} is less than 1");

        using var folder = ModelFolder.Open(result.GetValue(source)!);
        if (Path.GetFullPath(path) == folder.Path) throw new WrongUsageException("--out: it is the model that is read");
        foreach (var key in folder.UnknownKeys) error.WriteLine($"note: config.json has '{key}', which is not kept");
        using var model = folder.LoadModel(whole: true);
        var text = result.GetValue(calibration) is { } file ? Rows(file, folder, model.Shape.Context, result.GetValue(tokens)) : [];
        if (wanted == QuantizationType.Gptq && text.Count == 0)
            throw new WrongUsageException("--calibration: gptq rounds by the activations of a text, and none is given");
        if (wanted.IsGguf()) WriteFile(path, wanted, folder, model, text);
        else WriteFolder(path, wanted, folder, model, text, result.GetValue(group));
        return 0;
    }

    private void WriteFile(string path, QuantizationType wanted, ModelFolder folder, LanguageModel model, List<long[]> text)
    {
        using var importance = text.Count > 0 && wanted.TakesImportance()
            ? Calibration.Collect(model, Batches(text), CalibrationNeeds.Importance)
            : null;
        var written = GgufModel.Write(
            path, model, folder.Model, folder.LoadText(), wanted, importance is null ? null : importance.Importance);
        foreach (var note in written.Notes) error.WriteLine($"note: {note}");
        output.WriteLine(FormattableString.Invariant(
            $"{path}: {folder.Model.Name}, {wanted.Word()}, {written.BitsPerWeight:0.00} bits a weight"));
    }

    private void WriteFolder(
        string path, QuantizationType wanted, ModelFolder folder, LanguageModel model, List<long[]> text, int groups)
    {
        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any() && !HuggingFaceFolder.Is(path))
            throw new WrongUsageException($"--out: {path} holds other files than a model's");
        if (wanted == QuantizationType.Int8)
            QuantizedFolder.Write(path, model, folder.Model, folder.TextFiles, Int8.Quantize(model));
        else
            QuantizedFolder.Write(
                path, model, folder.Model, folder.TextFiles,
                Gptq.Quantize(model, Batches(text), new GptqSpec(groups, ActOrder: true, Damping: 0.01)));
        output.WriteLine($"{path}: {folder.Model.Name}, {wanted.Word()}");
    }

    /// <summary>A text in rows of the model's context, the last one as long as what is left.</summary>
    private static List<long[]> Rows(string file, ModelFolder folder, int context, int most)
    {
        if (!File.Exists(file)) throw new WrongUsageException($"--calibration: there is no file {file}");
        var ids = folder.LoadTokenizer().Encode(File.ReadAllText(file)).Take(most).Select(id => (long)id).ToArray();
        if (ids.Length == 0) throw new WrongUsageException($"--calibration: {file} is empty");
        return [.. ids.Chunk(context)];
    }

    private static IEnumerable<Tensor> Batches(List<long[]> rows)
    {
        foreach (var row in rows)
        {
            using var ids = torch.tensor(row, [1, row.Length]);
            yield return ids;
        }
    }
}
