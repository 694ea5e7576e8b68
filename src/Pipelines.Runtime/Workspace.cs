using Pipelines.Runtime.Fingerprints;

namespace Pipelines.Runtime;

/// <summary>Where a project keeps what its runs make: <c>.pipelines/</c> in its folder.</summary>
internal sealed class Workspace
{
    public Workspace(string project)
    {
        Project = Path.GetFullPath(project);
        Root = Path.Combine(Project, ".pipelines");
    }

    /// <summary>The project's folder.</summary>
    public string Project { get; }

    public string Root { get; }

    public string Artifacts => Path.Combine(Root, "artifacts");

    public string Runs => Path.Combine(Root, "runs.db");

    /// <summary>
    /// The project's folder as its build knows it, so that <c>dotnet run --project</c> works from anywhere; a program that was
    /// published works in the current folder.
    /// </summary>
    public static Workspace OfProgram() =>
        new(AppContext.GetData("Pipelines.ProjectDirectory") is string { Length: > 0 } folder && Directory.Exists(folder)
            ? folder
            : Environment.CurrentDirectory);

    /// <summary>Where a stage keeps what it needs to go on after an interruption.</summary>
    public string Work(string stage, Fingerprint fingerprint) => Path.Combine(Root, "work", $"{stage}-{fingerprint.Hex}");

    /// <summary>Where repeats of runs keep what they make, apart from the artifacts.</summary>
    public string Repeats => Path.Combine(Root, "repeats");

    /// <summary>Where one of them does, by its own run.</summary>
    public string Repeat(string run) => Path.Combine(Repeats, run[..8]);

    /// <summary>What the process holds that runs a stage, so that no other runs it too.</summary>
    public string Lock(string stage, Fingerprint fingerprint) => Path.Combine(Root, "locks", $"{stage}-{fingerprint.Hex}");

    /// <summary>Makes the folder and tries to write to it, before anything expensive begins.</summary>
    /// <exception cref="PipelineException">it cannot be written</exception>
    public void Prepare()
    {
        try
        {
            Directory.CreateDirectory(Root);
            var probe = Path.Combine(Root, $".probe-{Environment.ProcessId}");
            File.WriteAllText(probe, "can this be written?");
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PipelineException($"{Root} cannot be written: {e.Message}", e);
        }
    }

    /// <summary>A path as people like to read it: relative to where they are, when that is shorter.</summary>
    public static string Display(string path)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.Length < path.Length ? relative : path;
    }
}
