using Pipelines.Data;

namespace Pipelines.Training;

/// <summary>Windows of text with tokens hidden, others in every epoch.</summary>
/// <param name="text">the windows</param>
/// <param name="masking">hides</param>
public sealed class MaskedText(IBatchSource<TokenBatch> text, Masking masking) : IBatchSource<TokenBatch>
{
    /// <inheritdoc/>
    public int MicroBatches => text.MicroBatches;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>([.. text.Settings, masking.Setting]);

    /// <inheritdoc/>
    public TokenBatch Get(long step, int micro, CancellationToken cancellation = default)
    {
        var batch = text.Get(step, micro, cancellation);
        return masking.Hide(batch, (step * MicroBatches + micro) * batch.Rows);
    }
}
