using Pipelines.Spec;
using Checkpoint = Pipelines.Runtime.Artifacts.Checkpoint;

namespace Pipelines.Runtime.Stages.Quantization;

/// <summary>How a model reads a source that may be of either.</summary>
internal static class ExamplesOrDocuments
{
    /// <summary>
    /// Whether it reads examples. Of JSON lines whose settings do not say what they are, a model with a chat template reads examples and
    /// one without documents.
    /// </summary>
    /// <param name="data">the source</param>
    /// <param name="reader">the checkpoint whose model reads</param>
    public static bool AreExamples(DataSpec data, Checkpoint reader) => data switch
    {
        ExampleDataSpec => true,
        JsonLinesSpec { Format: ExampleFormat.Auto } => reader.LoadChat() is not null,
        JsonLinesSpec lines => lines.Format != ExampleFormat.Text,
        _ => false,
    };
}
