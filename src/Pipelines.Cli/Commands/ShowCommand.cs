using System.CommandLine;
using Pipelines.Formats.Gguf;
using Pipelines.Models;
using Pipelines.Runtime.Models;
using Pipelines.Spec;

namespace Pipelines.Cli.Commands;

/// <summary><c>show</c>: the modules of a model with their shapes, weights and shares of the work. No weights are read.</summary>
internal sealed class ShowCommand
{
    private readonly TextWriter output;

    public ShowCommand(TextWriter output)
    {
        this.output = output;
        var what = FolderArgument.Create(
            "what", "A folder of Hugging Face's, a checkpoint, a GGUF file, a registered model, or a pipeline file");
        var model = new Option<string?>("--model") { Description = "Which model of a pipeline file (default: all)", HelpName = "name" };
        Command = new Command("show", "Shows a model: modules, shapes, parameters, share of the work") { what, model };
        Command.SetAction(result => Show(result.GetValue(what)!, result.GetValue(model)));
    }

    public Command Command { get; }

    private int Show(string what, string? name)
    {
        var first = true;
        foreach (var model in Directory.Exists(what) || !File.Exists(what) || GgufFile.Is(what) ? [ModelOf(what)] : ModelsOf(what, name))
        {
            if (!first) output.WriteLine();
            first = false;
            ModelDescription.Write(output, model, model.Vocab.Size);
        }
        return 0;
    }

    private static ModelSpec ModelOf(string path)
    {
        using var folder = ModelFolder.Open(path);
        return folder.Model;
    }

    private static IEnumerable<ModelSpec> ModelsOf(string file, string? name)
    {
        var pipeline = PipelineFile.Read(file, File.ReadAllText(file));
        if (name is null) return pipeline.Models;
        return [pipeline.Models.FirstOrDefault(model => model.Name == name) ?? throw new WrongUsageException(
            $"{file} has no model '{name}'; there are: {string.Join(", ", pipeline.Models.Select(model => model.Name))}")];
    }
}
