using Pipelines.Spec;

namespace Pipelines.Data;

/// <summary>What the rows of a source hold that does not say so.</summary>
public static class FoundFormat
{
    /// <summary>Looks at the first rows.</summary>
    /// <param name="spec">a source</param>
    /// <param name="baseDirectory">the folder of the pipeline file, to which paths are relative</param>
    /// <returns>null where the source says it, where rows may be read as documents, and where none is like any format</returns>
    /// <exception cref="DataSourceException">no file is there, or one cannot be read</exception>
    public static ExampleFormat? Of(DataSpec spec, string baseDirectory) => spec is JsonLinesSpec { Format: ExampleFormat.Auto } lines
        ? new JsonLinesExamples(lines, FileGlob.Expand(lines.Name, lines.Files, baseDirectory)).Found()
        : null;
}
