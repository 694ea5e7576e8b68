namespace Pipelines.Runtime.Artifacts;

/// <summary>What a stage made: a folder of files that are complete, checked and never change.</summary>
public abstract class Artifact
{
    private protected Artifact(string folder) => Folder = folder;

    /// <summary>Where its files lie, as an absolute path.</summary>
    public string Folder { get; }

    private protected string FileNamed(string name) => Path.Combine(Folder, name);
}
