namespace Pipelines.Data;

/// <summary>Sequences of tokens and, for each position, the token to predict there: the next one, or the one that was hidden.</summary>
/// <param name="Rows">number of sequences</param>
/// <param name="Time">tokens in each</param>
/// <param name="Inputs">[rows, time], row after row</param>
/// <param name="Targets">[rows, time]; <see cref="Ignored"/> where nothing is to be predicted</param>
/// <param name="TargetCount">targets that count</param>
/// <param name="TargetBytes">UTF-8 bytes of the text of the targets that count</param>
public sealed record TokenBatch(int Rows, int Time, long[] Inputs, long[] Targets, long TargetCount, long TargetBytes)
{
    /// <summary>The target that stands for none.</summary>
    public const long Ignored = -100;

    /// <summary>
    /// Which segment each token belongs to, [rows, time]: tokens of different segments have nothing to do with each other. Null when each
    /// row is one.
    /// </summary>
    public long[]? Segments { get; init; }
}
