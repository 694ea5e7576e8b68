using System.Globalization;
using Pipelines.Data;

namespace Pipelines.Training;

/// <summary>Windows of a token file in shuffled order, as a run's data.</summary>
/// <param name="file">the tokens; stays the caller's</param>
/// <param name="windows">its windows</param>
public sealed class ShuffledText(TokenFile file, Windows windows) : IBatchSource<TokenBatch>
{
    /// <inheritdoc/>
    public int MicroBatches => windows.Accumulate;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["data"] = file.Checksum,
        ["context"] = windows.Context.ToString(CultureInfo.InvariantCulture),
        ["batch"] = windows.Batch.ToString(CultureInfo.InvariantCulture),
        ["accumulate"] = windows.Accumulate.ToString(CultureInfo.InvariantCulture),
    };

    /// <inheritdoc/>
    public TokenBatch Get(long step, int micro, CancellationToken cancellation = default) => windows.Get(step, micro);
}
