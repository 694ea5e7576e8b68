namespace Pipelines.Verification;

/// <summary>What a verifier says of an answer.</summary>
/// <param name="Reward">
/// a finite number: 1 for right and 0 for wrong by custom, anything between or beyond where a verifier knows degrees
/// </param>
/// <param name="Reason">why it is not the whole reward, in a line; null where there is nothing to say</param>
public sealed record Verdict(double Reward, string? Reason = null)
{
    /// <summary>The whole reward.</summary>
    public static Verdict Right { get; } = new(1);

    /// <summary>No reward, and why.</summary>
    public static Verdict Wrong(string reason) => new(0, reason);
}
