using System.CommandLine;
using Pipelines.Formats;
using Pipelines.Models;
using Pipelines.Runtime;
using Pipelines.Spec;

namespace Pipelines.Cli.Commands;

/// <summary><c>import</c>: writes a pipeline file that has the model of a folder, and a stage that brings in its weights.</summary>
internal sealed class ImportCommand
{
    private readonly TextWriter output, error;

    public ImportCommand(TextWriter output, TextWriter error)
    {
        (this.output, this.error) = (output, error);
        var folder = new Argument<string>("folder") { Description = "A folder with config.json, as Hugging Face keeps models" };
        var file = new Option<string?>("--out")
        {
            Description = "The pipeline file to write (default: one named for the model)",
            HelpName = "x.pipeline.yaml",
        };
        Command = new Command("import", "Writes a pipeline file for the model of a folder") { folder, file };
        Command.SetAction(result => Import(result.GetValue(folder)!, result.GetValue(file)));
    }

    public Command Command { get; }

    private int Import(string path, string? file)
    {
        var folder = HuggingFaceFolder.Open(path);
        var name = folder.Model.Name;
        file ??= $"{name}.pipeline.yaml";
        if (!file.EndsWith(".pipeline.yaml", StringComparison.Ordinal))
            throw new WrongUsageException($"--out: '{file}' does not end in .pipeline.yaml");
        if (File.Exists(file)) throw new WrongUsageException($"--out: {file} is there already");
        foreach (var key in folder.Config.Unknown) error.WriteLine($"note: {HuggingFaceConfig.FileName} has '{key}', which is not understood");
        var text = Text(folder, Path.GetRelativePath(Path.GetDirectoryName(Path.GetFullPath(file))!, folder.Path));
        var read = PipelineReader.Read(file, text, new ReadOptions());
        if (read.Spec is null) throw new PipelineException(string.Join('\n', read.Diagnostics));
        AtomicFile.Write(file, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));
        output.WriteLine($"{file}: the model {name}, and the stage 'import' that brings in its weights");
        return 0;
    }

    private static string Text(HuggingFaceFolder folder, string relative)
    {
        var name = folder.Model.Name;
        var model = string.Concat(ModelYaml.Of(folder.Model).TrimEnd('\n').Split('\n').Select(line => $"    {line}\n"));
        var path = relative.Replace('\\', '/');
        return $"""
            pipeline: {name}
            seed: 1337

            models:
              {name}:
            {model}
            stages:
              import: {Open} model: {name}, folder: "{path}" {Close}

            """;
    }

    private const string Open = "{", Close = "}";
}
