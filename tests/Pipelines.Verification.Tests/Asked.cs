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
        IVerifier? verifier;
        lock (Made)
            if (!Made.TryGetValue(spec, out verifier)) Made[spec] = verifier = Verifiers.Create(spec, ".", None);
        return verifier.Verify(Answer(text, fields), CancellationToken.None);
    }

    /// <summary>Ends the processes of the verifiers of a kind.</summary>
    public static void Close<TSpec>() where TSpec : RewardSourceSpec
    {
        lock (Made)
            foreach (var spec in Made.Keys.OfType<TSpec>().ToArray())
                if (Made.Remove(spec, out var verifier)) (verifier as IDisposable)?.Dispose();
    }

    public static string Refusal(RewardSourceSpec spec) =>
        Should.Throw<VerifierException>(() => Verifiers.Create(spec, ".", None)).Message;
}

/// <summary>The processes of the verifiers of a kind, which end with the last test of a class.</summary>
public sealed class Processes<TSpec> : IDisposable where TSpec : RewardSourceSpec
{
    public void Dispose() => Asked.Close<TSpec>();
}
