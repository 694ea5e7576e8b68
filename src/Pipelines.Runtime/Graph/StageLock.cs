namespace Pipelines.Runtime.Graph;

/// <summary>Keeps two processes from making the same artifact at once. The lock goes when its process does, however it ends.</summary>
internal sealed class StageLock : IDisposable
{
    private readonly FileStream file;

    /// <param name="stage">for the message</param>
    /// <param name="work">the stage's work folder, beside which the lock lies</param>
    /// <exception cref="PipelineException">another process holds it</exception>
    public StageLock(string stage, string work)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(work)!);
        var path = work + ".lock";
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException e)
        {
            throw new PipelineException($"stage '{stage}' is being run by another process; wait for it, or end it ({path} is locked)", e);
        }
    }

    public void Dispose() => file.Dispose();
}
