namespace Pipelines.Data;

/// <summary>A batch that examples are written into, row by row.</summary>
internal sealed class RowBatch
{
    private readonly int rows;
    private readonly int time;
    private readonly long[] inputs;
    private readonly long[] targets;
    private readonly long[] segments;
    private long count;
    private long bytes;

    public RowBatch(int rows, int time)
    {
        (this.rows, this.time) = (rows, time);
        (inputs, targets, segments) = (new long[rows * time], new long[rows * time], new long[rows * time]);
        Array.Fill(targets, TokenBatch.Ignored);
    }

    /// <summary>Writes an example: each token but the last is read, each but the first is predicted where it is learned.</summary>
    /// <param name="row">the row</param>
    /// <param name="at">its first place in the row</param>
    /// <param name="segment">its number in the row, from 1</param>
    /// <param name="example">the example</param>
    public void Put(int row, int at, int segment, EncodedExample example)
    {
        var start = row * time + at;
        for (var i = 0; i < example.Length; i++)
        {
            inputs[start + i] = example.Tokens[i];
            if (example.Trained[i + 1]) targets[start + i] = example.Tokens[i + 1];
            segments[start + i] = segment;
        }

        count += example.TargetCount;
        bytes += example.TargetBytes;
    }

    /// <summary>What was written.</summary>
    public TokenBatch ToBatch() => new(rows, time, inputs, targets, count, bytes) { Segments = segments };
}
