using System.CommandLine;
using System.Text;
using Pipelines.Formats;
using Pipelines.Formats.Gguf;
using Pipelines.Models;
using Pipelines.Runtime;
using Pipelines.Spec;

namespace Pipelines.Cli.Commands;

/// <summary>
/// <c>import</c>: writes a pipeline file that has the model of a folder or a GGUF file, and a stage that brings in its weights; or puts
/// both in the place of what a file begins with.
/// </summary>
internal sealed class ImportCommand
{
    private readonly TextWriter output, error;

    private readonly Argument<string> folder = new("folder")
    {
        Description = "A folder with config.json, as Hugging Face keeps models, or a GGUF file",
    };

    private readonly Option<string?> file = new("--out")
    {
        Description = "The pipeline file to write (default: one named for the model)",
        HelpName = "x.pipeline.yaml",
    };

    private readonly Option<string?> into = new("--into")
    {
        Description = "A pipeline file whose model, and the stage that pretrains or imports it, give way to this one; all else stays",
        HelpName = "x.pipeline.yaml",
    };

    private readonly Option<string?> name = new("--model")
    {
        Description = "With --into: which model of the file gives way (default: the only one)",
        HelpName = "name",
    };

    private readonly Option<int?> context = new("--context")
    {
        Description = "Most tokens in one sequence, for less memory than the model's own (default: that)",
        HelpName = "tokens",
    };

    public ImportCommand(TextWriter output, TextWriter error)
    {
        (this.output, this.error) = (output, error);
        Command = new Command("import", "Writes a pipeline file for the model of a folder or a GGUF file, or changes one")
        {
            folder, file, into, name, context,
        };
        Command.SetAction(result =>
        {
            var path = result.GetValue(folder)!;
            var model = WithContext(ModelOf(path), path, result.GetValue(context));
            if (result.GetValue(into) is not { } target)
            {
                if (result.GetValue(name) is not null) throw new WrongUsageException("--model: without --into the model has its own name");
                Write(path, model, result.GetValue(file));
            }
            else
            {
                if (result.GetValue(file) is not null)
                    throw new WrongUsageException("--out and --into: either a new file, or one that is there");
                Change(target, path, model, result.GetValue(name));
            }
            return 0;
        });
    }

    public Command Command { get; }

    private void Write(string path, ModelSpec model, string? file)
    {
        file ??= $"{model.Name}{PipelineFile.Ending}";
        RequireEnding("--out", file);
        if (File.Exists(file)) throw new WrongUsageException($"--out: {file} is there already; --into changes it");
        var text = Text(model, PipelineFile.Relative(file, path));
        PipelineFile.Read(file, text);
        AtomicFile.Write(file, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
        output.WriteLine($"{file}: the model {model.Name}, and the stage 'import' that brings in its weights");
    }

    private void Change(string file, string path, ModelSpec model, string? name)
    {
        RequireEnding("--into", file);
        if (!File.Exists(file)) throw new WrongUsageException($"--into: there is no file {file}; --out writes one");
        var edited = CheckpointEdit.Apply(file, ReadText(file), model, PipelineFile.Relative(file, path), name, PipelineFile.Options(file));
        AtomicFile.Write(file, stream => stream.Write(Encoding.UTF8.GetBytes(edited.Text)));
        output.WriteLine($"{file}: {edited.Model} is {model.Name} now, and the stage '{edited.Stage}' brings in its weights");
        if (edited.RemovedTokenizer is { } tokenizer)
            output.WriteLine($"The stage '{tokenizer}' went: the model brings its own tokenizer, and nothing else read it.");
    }

    /// <summary>A file's text, with the mark of its encoding where it has one.</summary>
    private static string ReadText(string file)
    {
        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(file));
        }
        catch (DecoderFallbackException)
        {
            throw new PipelineException($"{file} is not UTF-8");
        }
    }

    private static void RequireEnding(string option, string file)
    {
        if (!file.EndsWith(PipelineFile.Ending, StringComparison.Ordinal))
            throw new WrongUsageException($"{option}: '{file}' does not end in {PipelineFile.Ending}");
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
        foreach (var note in folder.Config.Notes) error.WriteLine($"note: {HuggingFaceConfig.FileName} {note}");
        foreach (var key in folder.Config.Unknown)
            error.WriteLine($"note: {HuggingFaceConfig.FileName} has '{key}', which is not understood");
        return folder.Model;
    }

    private static ModelSpec WithContext(ModelSpec model, string path, int? context)
    {
        if (context is not { } tokens) return model;
        if (tokens < 1 || tokens > model.Architecture.Context)
            throw new WrongUsageException($"--context: {tokens} is not from 1 to {model.Architecture.Context}, the context of {path}");
        if (model.Architecture.Positions is LearnedPositions && tokens != model.Architecture.Context)
            throw new WrongUsageException($"--context: the positions of {path} are learned, {model.Architecture.Context} of them");
        return model with { Architecture = model.Architecture with { Context = tokens } };
    }

    private static string Text(ModelSpec model, string relative)
    {
        var name = model.Name;
        var settings = string.Concat(ModelYaml.Of(model).TrimEnd('\n').Split('\n').Select(line => $"    {line}\n"));
        return $"""
            pipeline: {name}
            seed: 1337

            models:
              {name}:
            {settings}
            stages:
              import: {Open} model: {name}, folder: "{relative}" {Close}

            """;
    }

    private const string Open = "{", Close = "}";
}
