namespace Pipelines.Generators.Tests.Harness;

/// <summary>Compares texts of many lines and shows where they part, instead of both whole.</summary>
internal static class SameText
{
    public static void ShouldBeTheText(this string actual, string expected, string because)
    {
        if (actual == expected) return;
        var (left, right) = (actual.Split('\n'), expected.Split('\n'));
        var differing = Enumerable.Range(0, Math.Max(left.Length, right.Length)).Where(line => At(left, line) != At(right, line));
        Assert.Fail(because + "\n" + string.Join("\n", differing.Take(8).Select(line =>
            $"line {line + 1}\n  expected {At(right, line)}\n  actual   {At(left, line)}")));
    }

    private static string At(string[] lines, int line) => line < lines.Length ? lines[line] : "(the end)";
}
