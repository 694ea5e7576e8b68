namespace Pipelines.Data;

/// <summary>An example as tokens.</summary>
/// <param name="Place">where it comes from</param>
/// <param name="Tokens">[time] token ids, at least two</param>
/// <param name="Trained">[time] whether the token is learned: predicted from those before it; at least one after the first is</param>
/// <param name="TargetCount">tokens that are learned</param>
/// <param name="TargetBytes">UTF-8 bytes of their text</param>
public sealed record EncodedExample(string Place, int[] Tokens, bool[] Trained, int TargetCount, long TargetBytes)
{
    /// <summary>Places that it takes in a row: its last token is only predicted.</summary>
    public int Length => Tokens.Length - 1;
}
