namespace Pipelines.Data;

/// <summary>A row that is no example.</summary>
/// <param name="Place">the file and line, as a person finds it: <c>/data/train.jsonl(12)</c></param>
/// <param name="Reason">what was found and what was expected</param>
public sealed record RejectedRow(string Place, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Place}: {Reason}";
}
