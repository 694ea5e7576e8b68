using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace Pipelines.Sandbox;

/// <summary>Runs the tests of one compiled answer, one after the other, and ends the process.</summary>
internal static class TestRun
{
    // Recursion that is deep and ends is no mistake.
    private const int StackBytes = 16 << 20;

    /// <summary>
    /// Reads <c>{ assembly, tests, seconds }</c> and writes <c>{ test, passed }</c> or <c>{ test, passed, reason }</c> for each test and
    /// <c>{ done }</c>. A test has its share of the time that is left: what quick ones leave over is for the others.
    /// </summary>
    public static void Run()
    {
        using var request = Requests.Single();
        var until = Stopwatch.GetTimestamp() + (long)(request.RootElement.GetProperty("seconds").GetDouble() * Stopwatch.Frequency);
        var count = request.RootElement.GetProperty("tests").GetInt32();
        Console.SetOut(TextWriter.Null); // the reply is written past it
        Console.SetError(TextWriter.Null);
        Func<bool>[]? tests = null;
        for (var i = 0; i < count; i++)
        {
            var left = TimeSpan.FromSeconds((double)(until - Stopwatch.GetTimestamp()) / Stopwatch.Frequency / (count - i));
            var (test, passed, ended, failure) = (i, false, false, "");
            // What does not end stays behind on its thread, and ends with the process.
            var thread = new Thread(Test, StackBytes) { IsBackground = true };
            thread.Start();
            if (!thread.Join(left > TimeSpan.Zero ? left : TimeSpan.Zero)) (passed, failure) = (false, "takes too long");
            Requests.Reply(json =>
            {
                json.WriteNumber("test", test);
                json.WriteBoolean("passed", ended && passed);
                if (!(ended && passed)) json.WriteString("reason", failure);
            });

            void Test()
            {
                (passed, failure) = Outcome(() => (tests ??= Load(request.RootElement))[test]());
                ended = true;
            }
        }
        Requests.Reply(json => json.WriteBoolean("done", true));
        Environment.Exit(0); // whatever still runs in it
    }

    private static (bool Passed, string Reason) Outcome(Func<bool> test)
    {
        try
        {
            return test() ? (true, "") : (false, "is false");
        }
        catch (Exception problem)
        {
            var cause = problem is TypeInitializationException { InnerException: { } inner } ? inner : problem;
            return (false, $"throws {cause.GetType().Name}: {cause.Message}");
        }
    }

    // The one place where code is found by its name: it did not exist when this was compiled.
    private static Func<bool>[] Load(JsonElement request)
    {
        var assembly = Assembly.Load(request.GetProperty("assembly").GetBytesFromBase64());
        var all = assembly.GetType(AnswerSource.TestsType)!.GetMethod(AnswerSource.AllTests)!;
        return all.CreateDelegate<Func<Func<bool>[]>>()();
    }
}
