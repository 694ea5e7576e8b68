namespace Pipelines.Tracking.TensorBoard;

/// <summary>
/// A store whose new runs are also written as event files that TensorBoard shows: a folder for each run, called by its stage and id. A run
/// that goes on where another was interrupted writes a new file into the folder of that one.
/// </summary>
/// <param name="store">where runs are recorded; closed by its owner</param>
/// <param name="folder">what TensorBoard is given as <c>--logdir</c></param>
/// <param name="warn">is told when an event file cannot be written; the runs are recorded all the same</param>
public sealed class TensorBoardStore(ITrackingStore store, string folder, Action<string> warn) : ForwardingStore(store)
{
    private const int IdDigits = 8;

    /// <inheritdoc/>
    protected override IRun Started(IRun run, RunStart start)
    {
        var first = start.Continues is { } before ? FirstOf(before) : run.Id;
        return new TensorBoardRun(run, new EventFile(FolderOf(start.Name, first), warn), start.Continues is not null);
    }

    private string FolderOf(string name, string id)
    {
        var safe = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_'));
        return Path.Combine(folder, $"{safe}-{id[..IdDigits]}");
    }

    /// <summary>The run with which a row of interrupted ones began.</summary>
    private string FirstOf(string id)
    {
        while (Find(id) is { } run && run.Tags.TryGetValue(TagNames.Continues, out var before)) id = before;
        return id;
    }
}
