using System.Text.Json;

namespace Pipelines.Verification;

/// <summary>
/// <c>csharp</c>: the share of the example's tests that the answer passes. A process of the sandbox compiles it and refuses what reaches
/// out of
/// the language; another one, for this answer alone, runs its tests.
/// </summary>
/// <param name="field">the field with the tests, one boolean expression a line</param>
/// <param name="seconds">most time of all tests</param>
/// <param name="memory">most bytes of the managed heap that they run in</param>
internal sealed class CSharpMatch(string field, double seconds, long memory) : IVerifier, IDisposable
{
    /// <summary>Seconds beyond those of the tests: to start processes, and to compile.</summary>
    public const double Preparation = 30 + SandboxPool.ToStart;

    private static readonly TimeSpan ToCompile = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ToStart = TimeSpan.FromSeconds(10);
    private static readonly SandboxLimits OfCompiler = new(Heap: 1L << 30, Native: 1L << 30);

    private readonly SandboxPool compilers = new("compile", OfCompiler);
    private readonly SandboxLimits limits = new(memory, Native: 384 << 20);

    public Verdict Verify(Answer answer, CancellationToken cancellation)
    {
        var tests = answer.Field(field).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.StartsWith("//", StringComparison.Ordinal)).ToArray();
        if (tests.Length == 0) throw new VerifierException($"the example's '{field}' has no test");
        try
        {
            using var compiled = Compile(Fenced.Content(answer.Text), tests, cancellation);
            if (compiled.RootElement.TryGetProperty("refused", out var refused)) return Verdict.Wrong(refused.GetString()!);
            var failures = Run(compiled.RootElement, tests.Length, cancellation);
            foreach (var misfit in compiled.RootElement.GetProperty("failed").EnumerateObject())
                failures[int.Parse(misfit.Name)] = misfit.Value.GetString();
            return Judge(tests, failures);
        }
        catch (SandboxException problem)
        {
            return Verdict.Wrong(problem.Message);
        }
    }

    public void Dispose() => compilers.Dispose();

    private static Verdict Judge(string[] tests, string?[] failures)
    {
        var passed = failures.Count(failure => failure is null);
        if (passed == tests.Length) return Verdict.Right;
        var first = Array.FindIndex(failures, failure => failure is not null);
        return new Verdict(
            (double)passed / tests.Length,
            $"passes {passed} of {tests.Length} tests: {Shortened.To(tests[first])} {Shortened.To(failures[first]!)}");
    }

    private JsonDocument Compile(string answer, string[] tests, CancellationToken cancellation) => compilers.Ask(
        json =>
        {
            json.WriteString("answer", answer);
            json.WriteStartArray("tests");
            foreach (var test in tests) json.WriteStringValue(test);
            json.WriteEndArray();
        },
        ToCompile, cancellation);

    /// <summary>Why each test fails; null for those that pass.</summary>
    private string?[] Run(JsonElement compiled, int tests, CancellationToken cancellation)
    {
        var failures = new string?[tests];
        using var process = new SandboxProcess("run", limits);
        using var deadline = process.Send(
            json =>
            {
                json.WritePropertyName("assembly");
                compiled.GetProperty("assembly").WriteTo(json);
                json.WriteNumber("tests", tests);
                json.WriteNumber("seconds", seconds);
            },
            TimeSpan.FromSeconds(seconds) + ToStart, cancellation);
        for (var seen = 0; ; seen++)
        {
            using var reply = process.Read();
            if (reply.RootElement.TryGetProperty("done", out _) && seen == tests) return failures;
            var test = reply.RootElement.GetProperty("test").GetInt32();
            failures[test] = reply.RootElement.GetProperty("passed").GetBoolean()
                ? null
                : reply.RootElement.GetProperty("reason").GetString();
        }
    }
}
