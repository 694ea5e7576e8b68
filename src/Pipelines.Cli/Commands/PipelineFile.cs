using Pipelines.Runtime;
using Pipelines.Spec;

namespace Pipelines.Cli.Commands;

/// <summary>A pipeline file outside of its program.</summary>
internal static class PipelineFile
{
    public const string Ending = ".pipeline.yaml";

    /// <summary>What a reader of a file may look at: the files that it extends, and the environment.</summary>
    public static ReadOptions Options(string file)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        return new ReadOptions
        {
            Environment = Environment.GetEnvironmentVariable,
            ResolveExtends = path => Path.Combine(folder, path) is var other && File.Exists(other) ? File.ReadAllText(other) : null,
        };
    }

    /// <summary>A path as it stands in a file: relative to the file's folder.</summary>
    public static string Relative(string file, string path) =>
        Path.GetRelativePath(Path.GetDirectoryName(Path.GetFullPath(file))!, Path.GetFullPath(path)).Replace('\\', '/');

    /// <exception cref="PipelineException">something is wrong with the file: all of it</exception>
    public static PipelineSpec Read(string file, string text)
    {
        var read = PipelineReader.Read(file, text, Options(file));
        return read.Spec ?? throw new PipelineException(string.Join('\n', read.Diagnostics));
    }
}
