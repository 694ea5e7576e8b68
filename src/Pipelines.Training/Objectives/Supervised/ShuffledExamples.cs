using System.Globalization;
using Pipelines.Data;

namespace Pipelines.Training;

/// <summary>Rows of examples in shuffled order, as a run's data.</summary>
/// <param name="examples">what the rows are of</param>
/// <param name="rows">the rows</param>
public sealed class ShuffledExamples(EncodedExamples examples, ExampleRows rows) : IBatchSource<TokenBatch>
{
    /// <inheritdoc/>
    public int MicroBatches => rows.Accumulate;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
    {
        ["data"] = examples.Checksum,
        ["rows"] = $"{rows.GetType().Name} {rows.Count.ToString(CultureInfo.InvariantCulture)}",
        ["batch"] = rows.Batch.ToString(CultureInfo.InvariantCulture),
        ["accumulate"] = rows.Accumulate.ToString(CultureInfo.InvariantCulture),
    };

    /// <inheritdoc/>
    public TokenBatch Get(long step, int micro, CancellationToken cancellation = default) => rows.Get(step, micro);
}
