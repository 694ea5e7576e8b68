using Pipelines.Spec;

namespace Pipelines.Verification.Tests;

/// <summary>Answers put to verifiers as a run puts them.</summary>
internal static class Asked
{
    private static readonly Dictionary<string, Func<IVerifier>> None = [];
    private static readonly Dictionary<RewardSourceSpec, IVerifier> Made = [];

    public static Answer Answer(string text, params ReadOnlySpan<(string Name, string Value)> fields)
    {
        var named = new Dictionary<string, string>();
        foreach (var (name, value) in fields) named[name] = value;
        return new Answer("", text, named, Ended: true);
    }

    public static Verdict Verdict(RewardSourceSpec spec, string text, params ReadOnlySpan<(string Name, string Value)> fields)
    {
        // Kept between tests, as a run keeps them: some of them have processes that are slow to start.
        lock (Made)
        {
            if (!Made.TryGetValue(spec, out var verifier)) Made[spec] = verifier = Verifiers.Create(spec, ".", None);
            return verifier.Verify(Answer(text, fields), CancellationToken.None);
        }
    }

    public static string Refusal(RewardSourceSpec spec) =>
        Should.Throw<VerifierException>(() => Verifiers.Create(spec, ".", None)).Message;
}
