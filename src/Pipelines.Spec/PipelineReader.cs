namespace Pipelines.Spec;

/// <summary>Reads pipeline files: the one door from YAML to a <see cref="PipelineSpec"/>, at build time and at run time.</summary>
public static class PipelineReader
{
    /// <summary>Reads <paramref name="text"/>, the content of <paramref name="path"/>. Whatever it holds, the answer is a result.</summary>
    public static ReadResult Read(string path, string text, ReadOptions options) =>
        new(null, "", SourceMap.Empty, default);
}
