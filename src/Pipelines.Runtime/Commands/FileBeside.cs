using Pipelines.Spec;

namespace Pipelines.Runtime.Commands;

/// <summary>The file in the project's folder out of which the build made the program.</summary>
internal static class FileBeside
{
    /// <summary>
    /// Whether the file, or one that it extends, says something else than the program does. Comments and layout are none of it; a file
    /// that is not there, as beside a program that was published, says nothing.
    /// </summary>
    public static bool SaysSomethingElse(Pipeline pipeline, Workspace workspace)
    {
        var file = Path.Combine(workspace.Project, pipeline.SourcePath);
        return File.Exists(file) && Canonical(file, File.ReadAllText(file)) != Canonical(file, pipeline.SourceText);
    }

    private static string Canonical(string file, string text)
    {
        var folder = Path.GetDirectoryName(file)!;
        return PipelineReader.Read(file, text, new ReadOptions
        {
            ResolveExtends = path => Path.Combine(folder, path) is var other && File.Exists(other) ? File.ReadAllText(other) : null,
        }).Canonical;
    }
}
