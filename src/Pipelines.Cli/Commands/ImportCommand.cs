using System.CommandLine;
using Pipelines.Formats;
using Pipelines.Formats.Gguf;
using Pipelines.Models;
using Pipelines.Runtime;
using Pipelines.Spec;

namespace Pipelines.Cli.Commands;

/// <summary><c>import</c>: writes a pipeline file that has the model of a folder or a GGUF file, and a stage that brings in its weights.</summary>
internal sealed class ImportCommand
{
    private readonly TextWriter output, error;

    public ImportCommand(TextWriter output, TextWriter error)
    {
        (this.output, this.error) = (output, error);
        var folder = new Argument<string>("folder") { Description = "A folder with config.json, as Hugging Face keeps models, or a GGUF file" };
        var file = new Option<string?>("--out")
        {
            Description = "The pipeline file to write (default: one named for the model)",
            HelpName = "x.pipeline.yaml",
        };
        Command = new Command("import", "Writes a pipeline file for the model of a folder or a GGUF file") { folder, file };
        Command.SetAction(result => Import(result.GetValue(folder)!, result.GetValue(file)));
    }

    public Command Command { get; }

    private int Import(string path, string? file)
    {
        var model = ModelOf(path);
        file ??= $"{model.Name}.pipeline.yaml";
        if (!file.EndsWith(".pipeline.yaml", StringComparison.Ordinal))
            throw new WrongUsageException($"--out: '{file}' does not end in .pipeline.yaml");
        if (File.Exists(file)) throw new WrongUsageException($"--out: {file} is there already");
        var text = Text(model, Path.GetRelativePath(Path.GetDirectoryName(Path.GetFullPath(file))!, Path.GetFullPath(path)));
        var read = PipelineReader.Read(file, text, new ReadOptions());
        if (read.Spec is null) throw new PipelineException(string.Join('\n', read.Diagnostics));
        AtomicFile.Write(file, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));
        output.WriteLine($"{file}: the model {model.Name}, and the stage 'import' that brings in its weights");
        return 0;
    }

    /// <summary>The model of a folder or of a GGUF file; says which keys of a folder were not understood.</summary>
    private ModelSpec ModelOf(string path)
    {
        if (GgufFile.Is(path))
        {
            using var gguf = GgufModel.Open(path);
            return gguf.Model;
        }
        var folder = HuggingFaceFolder.Open(path);
        foreach (var key in folder.Config.Unknown) error.WriteLine($"note: {HuggingFaceConfig.FileName} has '{key}', which is not understood");
        return folder.Model;
    }

    private static string Text(ModelSpec model, string relative)
    {
        var name = model.Name;
        var settings = string.Concat(ModelYaml.Of(model).TrimEnd('\n').Split('\n').Select(line => $"    {line}\n"));
        var path = relative.Replace('\\', '/');
        return $"""
            pipeline: {name}
            seed: 1337

            models:
              {name}:
            {settings}
            stages:
              import: {Open} model: {name}, folder: "{path}" {Close}

            """;
    }

    private const string Open = "{", Close = "}";
}
