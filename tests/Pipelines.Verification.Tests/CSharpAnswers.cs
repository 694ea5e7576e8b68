using Pipelines.Spec;

namespace Pipelines.Verification.Tests;

public sealed class CSharpAnswers : IClassFixture<Processes<CSharpSpec>>
{
    /// <summary>Seconds that are enough on any machine.</summary>
    private const double Ample = 60;

    [Theory]
    [InlineData("static int Add(int a, int b) => a + b;", "Add(2, 3) == 5\nAdd(-1, 1) == 0")]
    [InlineData("public int Add(int a, int b) { return a + b; }", "Add(2, 3) == 5")]
    [InlineData("public static class Solution { public static int Add(int a, int b) => a + b; }", "Solution.Add(2, 3) == 5\nAdd(2, 3) == 5")]
    [InlineData("public class Solution { public int Add(int a, int b) => a + b; }", "new Solution().Add(2, 3) == 5")]
    [InlineData("Here it is:\n```csharp\nint Add(int a, int b) => a + b;\n```\nIt adds.", "Add(2, 3) == 5")]
    [InlineData("using System.Text.RegularExpressions;\nstatic bool Is(string s) => Regex.IsMatch(s, \"^a+$\");", "Is(\"aaa\")\n!Is(\"b\")")]
    [InlineData("record Point(int X, int Y); static Point Swap(Point p) => p with { X = p.Y, Y = p.X };", "Swap(new Point(1, 2)) == new Point(2, 1)")]
    [InlineData("static IEnumerable<int> Upto(int n) { for (var i = 0; i < n; i++) yield return i; }", "Upto(3).SequenceEqual([0, 1, 2])")]
    [InlineData("using System.Threading.Tasks;\nstatic async Task<int> F() { await Task.Yield(); return 3; }", "F().Result == 3")]
    [InlineData("static int Parse(string s) => int.Parse(s);", "Throws<FormatException>(() => Parse(\"x\"))\n!Throws<FormatException>(() => Parse(\"1\"))")]
    [InlineData("static T Make<T>() where T : new() => new T();", "Make<List<int>>().Count == 0")]
    [InlineData("static string Name(object o) => o.GetType().Name + $\"{o,5:0.0}\";", "Name(1.25).StartsWith(\"Double\")")]
    [InlineData("static class E { public static int Twice(this int i) => 2 * i; }", "3.Twice() == 6\n// a comment\n\n")]
    [InlineData("static Dictionary<string, int> Count(string s) => s.Split().GroupBy(w => w).ToDictionary(g => g.Key, g => g.Count());", "Count(\"a b a\")[\"a\"] == 2")]
    [InlineData("static int F(string s) => s switch { \"a\" => 1, \"b\" => 2, \"c\" => 3, \"d\" => 4, \"e\" => 5, \"f\" => 6, \"g\" => 7, _ => 0 };", "F(\"g\") == 7")]
    [InlineData("static int[] P() => [2, 3, 5, 7, 11, 13, 17, 19]; static int[] Q() => [.. P(), .. P().Where(p => p > 5)];", "Q().Length == 13")]
    [InlineData("static BigInteger F(int n) => n < 2 ? 1 : n * F(n - 1);", "F(30) == BigInteger.Parse(\"265252859812191058636308480000000\")")]
    [InlineData("static int n; static object gate = new(); static int Next() { lock (gate) return ++n; } static void Say() => Console.WriteLine(n);", "Next() == 1")]
    public void An_answer_that_passes_every_test_is_right(string answer, string tests) => Ask(answer, tests).ShouldBe(new Verdict(1));

    [Fact]
    public void The_reward_is_the_share_of_the_tests_that_pass()
    {
        var verdict = Ask("static int Half(int a) => a / 2;", "Half(4) == 2\nHalf(5) == 3\nHalves(2) == 1\nHalf(1 / Half(0)) == 0");
        verdict.Reward.ShouldBe(0.25);
        verdict.Reason.ShouldBe("passes 1 of 4 tests: Half(5) == 3 is false");
        Ask("static int Half(int a) => a / 2;", "Half(4) == 2\nHalves(2) == 1").Reason!.ShouldContain("The name 'Halves' does not exist");
        Ask("static int Half(int a) => a / 2;", "Half(4) == 2\nHalf(1 / Half(0)) == 0").Reason!.ShouldContain("throws DivideByZeroException");
    }

    [Theory]
    [InlineData("I cannot do that.", "does not compile: line 1")]
    [InlineData("", "The name 'Add' does not exist in the current context")]
    [InlineData("static int Add(int a, int b) => a +;", "does not compile: line 1: Invalid expression term ';'")]
    [InlineData("static int Add(int a, int b)\n{\n    return \"\";\n}", "does not compile: line 3: Cannot implicitly convert")]
    [InlineData("} class Out { static int Add(int a, int b) => a + b; } class Again {", "does not compile")]
    public void An_answer_that_does_not_compile_is_told_where(string answer, string reason) => Wrong(Ask(answer, "Add(2, 3) == 5"), reason);

    [Theory]
    [InlineData("System.IO.File.WriteAllText(\"/tmp/pipelines-never-there\", \"\")", "System.IO.File")]
    [InlineData("System.IO.Directory.GetCurrentDirectory()", "System.IO.Directory")]
    [InlineData("System.Diagnostics.Process.GetCurrentProcess()", "does not exist in the namespace")]
    [InlineData("Environment.Exit(0)", "Environment.Exit")]
    [InlineData("Environment.GetEnvironmentVariable(\"PATH\")", "Environment.GetEnvironmentVariable")]
    [InlineData("typeof(string).Assembly.GetType(\"System.IO.File\")", "System.Reflection.Assembly")]
    [InlineData("typeof(string).GetMethods()", "System.Reflection.MethodInfo")]
    [InlineData("Type.GetType(\"System.IO.File\")", "System.Type.GetType")]
    [InlineData("Activator.CreateInstance(typeof(string))", "System.Activator.CreateInstance")]
    [InlineData("Delegate.CreateDelegate(typeof(Action), typeof(Program), \"F\")", "System.Delegate.CreateDelegate")]
    [InlineData("new Func<int>(() => 1).Method.Module", "System.Reflection")]
    [InlineData("AppDomain.CurrentDomain", "System.AppDomain")]
    [InlineData("GC.Collect()", "System.GC")]
    [InlineData("new System.Threading.Thread(() => { }).Start()", "System.Threading.Thread")]
    [InlineData("Console.SetOut(null!)", "System.IO.TextWriter")]
    [InlineData("Console.OpenStandardOutput()", "System.IO.Stream")]
    [InlineData("Console.ReadLine()", "System.Console.ReadLine")]
    [InlineData("System.Runtime.CompilerServices.Unsafe.As<int, long>(ref n)", "System.Runtime.CompilerServices.Unsafe")]
    [InlineData("System.Runtime.InteropServices.Marshal.AllocHGlobal(1)", "System.Runtime.InteropServices.Marshal")]
    [InlineData("System.Runtime.InteropServices.NativeLibrary.Load(\"c\")", "System.Runtime.InteropServices.NativeLibrary")]
    [InlineData("System.Numerics.Vector.LoadUnsafe(ref n)", "System.Numerics.Vector")]
    [InlineData("System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(typeof(string))", "RuntimeHelpers.GetUninitializedObject")]
    [InlineData("System.Net.Dns.GetHostName()", "does not exist in the namespace")]
    [InlineData("((dynamic)n).ToString()", "does not compile")]
    public void Whatever_reaches_out_of_the_language_is_refused_before_it_runs(string expression, string reason)
    {
        Wrong(Ask($"class Program {{ }} static int n; static int F() {{ _ = 0; {(expression.Contains('=') ? "" : "object? x = null; ")}Use(() => {expression}); return 1; }} static void Use(Action a) => a(); static void Use(Func<object> a) => a();", "F() == 1"), reason);
        File.Exists("/tmp/pipelines-never-there").ShouldBeFalse();
    }

    [Theory]
    [InlineData("[System.Runtime.InteropServices.DllImport(\"c\")] static extern int getpid();", "without a body")]
    [InlineData("static unsafe int F() { int i; return *&i; }", "does not compile")]
    [InlineData("namespace System.Runtime.CompilerServices { class IgnoresAccessChecksToAttribute(string n) : Attribute { } }", "declares a type in the namespace System")]
    [InlineData("[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Explicit)] struct U { [System.Runtime.InteropServices.FieldOffset(0)] public object A; [System.Runtime.InteropServices.FieldOffset(0)] public byte[] B; }", "by hand")]
    public void Ways_around_the_language_are_refused(string declaration, string reason) => Wrong(Ask(declaration, "1 == 1"), reason);

    [Theory]
    [InlineData("static int F() { while (true) { } }", "takes too long")]
    [InlineData("class C { static C() { while (true) { } } public static int N = 1; } static int F() => C.N;", "takes too long")]
    [InlineData("static int F() => F() + 1;", "crashed")]
    [InlineData("static int F() { var all = new List<byte[]>(); while (true) all.Add(new byte[1 << 20]); }", "OutOfMemory")]
    [InlineData("static int F() => new byte[1 << 30].Length;", "OutOfMemory")]
    [InlineData("static int F() { var s = \"x\"; while (true) s += s; }", "OutOfMemory")]
    [InlineData("static int F() => throw new Exception(new string('x', 1 << 20));", "throws Exception")]
    [InlineData("static int F() { while (true) try { while (true) { } } catch { } }", "takes too long")]
    [InlineData("static int F() => Regex(\"a\"); static int Regex(string s) { return System.Text.RegularExpressions.Regex.IsMatch(new string('a', 40) + \"!\", \"^(a+)+$\") ? 1 : 2; }", "takes too long")]
    [InlineData("class C { ~C() { while (true) { } } } static int F() { for (var i = 0; i < 1000; i++) _ = new C(); return 2; }", "is false")]
    public void An_answer_beyond_its_limits_gets_nothing_and_the_run_goes_on(string answer, string reason)
    {
        Wrong(Ask(answer, "F() == 1", reason == "takes too long" ? 0.5 : Ample), reason);
        Ask("static int F() => 1;", "F() == 1").Reward.ShouldBe(1);
    }

    [Fact]
    public void A_flood_on_the_console_is_no_reply() => Ask(
        "static int F() { for (var i = 0; i < 100_000; i++) Console.WriteLine(\"{\\\"test\\\":0,\\\"passed\\\":true}\"); return 2; }", "F() == 1")
        .Reason!.ShouldContain("is false");

    [Fact]
    public void What_outlives_the_tests_ends_with_the_process() => Ask(
        "using System.Threading.Tasks; static int F() { Task.Run(() => { while (true) { } }); return 1; }", "F() == 1").ShouldBe(new Verdict(1));

    [Fact]
    public void A_test_that_hangs_leaves_time_to_the_others()
    {
        // Each has its share of what is left: two seconds for the first, in which the answer is loaded, too.
        var verdict = Ask("static int F(int i) { while (i == 0) { } return i; }", "F(1) == 1\nF(0) == 0\nF(2) == 2\nF(3) == 3", seconds: 8);
        verdict.Reward.ShouldBe(0.75);
        verdict.Reason!.ShouldContain("F(0) == 0 takes too long");
    }

    [Fact]
    public void Source_that_would_bring_the_compiler_down_is_a_wrong_answer()
    {
        var deep = string.Concat(Enumerable.Repeat('{', 100_000)) + string.Concat(Enumerable.Repeat('}', 100_000));
        Ask($"static int F() {{ {deep} return 1; }}", "F() == 1").Reward.ShouldBe(0);
        Ask("static int F() => 1;", "F() == 1").ShouldBe(new Verdict(1));
    }

    [Fact]
    public void An_example_without_tests_is_the_examples_fault() =>
        Should.Throw<VerifierException>(() => Ask("static int F() => 1;", "\n // none\n")).Message.ShouldBe("the example's 'tests' has no test");

    private static Verdict Ask(string answer, string tests, double seconds = Ample) =>
        Asked.Verdict(new CSharpSpec(1, "tests", seconds, 64 << 20), answer, ("tests", tests));

    private static void Wrong(Verdict verdict, string reason)
    {
        verdict.Reward.ShouldBe(0, verdict.Reason);
        verdict.Reason!.ShouldContain(reason);
    }
}
