using System.CommandLine;
using Pipelines.Runtime;
using Pipelines.Runtime.Registry;
using Pipelines.Tracking;

namespace Pipelines.Cli.Commands;

/// <summary>The argument that most commands take: where a model lies, or what a project has registered it as.</summary>
internal static class FolderArgument
{
    private const string Models = "A folder with config.json, as Hugging Face keeps models, a checkpoint of a pipeline, a GGUF file, "
        + "or in a project's folder a registered model such as models:/assistant@champion";

    public static Argument<string> Create(string name = "folder", string description = Models) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            var text = result.Tokens.Single().Value;
            if (!ModelUri.Is(text)) return text;
            try
            {
                return RegisteredFolder.Find(Environment.CurrentDirectory, text);
            }
            catch (Exception e) when (e is PipelineException or TrackingException)
            {
                result.AddError(e.Message);
                return text;
            }
        },
    };
}
