using Pipelines.Models;
using Pipelines.Runtime.Terminal;
using Pipelines.Spec;

namespace Pipelines.Runtime.Models;

/// <summary>Writes <c>model.yaml</c> beside a checkpoint's weights, so that its folder says by itself what it holds.</summary>
internal static class CheckpointDescription
{
    /// <summary>Writes the file; where no settings describe the model, says so and goes on: training is worth more than the file.</summary>
    public static void Write(string folder, ModelSpec model, int vocab, IStageProgress progress)
    {
        try
        {
            ModelFolder.Describe(folder, model, vocab);
        }
        catch (NotSupportedException e)
        {
            progress.Warn($"the checkpoint has no {ModelFolder.YamlFile}: {e.Message}");
        }
    }
}
