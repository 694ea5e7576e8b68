using System.CommandLine;

namespace Pipelines.Cli.Commands;

/// <summary>The argument that most commands take: where a model lies.</summary>
internal static class FolderArgument
{
    public static Argument<string> Create() => new("folder")
    {
        Description = "A folder with config.json, as Hugging Face keeps models, a checkpoint of a pipeline, or a GGUF file",
    };
}
