namespace Pipelines.Torch.Tests.Surface;

/// <summary>What counts as a difference between two surfaces, and what does not.</summary>
public sealed class Comparisons
{
    [Theory]
    [InlineData("public int Add(int left, int right) => 0;", "public int Add(int left, int right) => 0;")]
    [InlineData("public int Add(int left) => 0;", "public int Add(int left, int right = 2, string? name = null) => 0;")]
    [InlineData("public abstract void Step();", "public virtual void Step() { }")]
    [InlineData("public override string ToString() => \"\";", "public override string ToString() => \"\"; public int More => 1;")]
    [InlineData("public string? Name(string? of) => of;", "\n#nullable disable\npublic string Name(string of) => of;")]
    [InlineData("internal int Hidden => 1; private protected int Inner => 2;", "")]
    [InlineData("public Part Made => new(); public sealed class Part;", "public Part Made => new(); public sealed class Part { public int Size; }")]
    [InlineData("public enum Kind { A = 1, B }", "public enum Kind { A = 1, B, C }")]
    public void Code_that_compiles_against_the_one_compiles_against_the_other(string ours, string theirs) =>
        Differences(ours, theirs).ShouldBeEmpty();

    [Theory]
    [InlineData("public int Add(int left, int right) => 0;", "public int Add(int left, int other) => 0;")]
    [InlineData("public int Add(int left, int right = 1) => 0;", "public int Add(int left, int right = 2) => 0;")]
    [InlineData("public int Add(int left) => 0;", "public int Add(int left, int right) => 0;")]
    [InlineData("public int Add(int left) => 0;", "public long Add(int left) => 0;")]
    [InlineData("public int Add(int left) => 0;", "public int Add(long left) => 0;")]
    [InlineData("public int Add(int left) => 0;", "public int Add(params int[] left) => 0;")]
    [InlineData("public string Name(string of) => of;", "public string? Name(string of) => of;")]
    [InlineData("public string Name(string? of) => \"\";", "public string Name(string of) => \"\";")]
    [InlineData("public override string ToString() => \"\";", "")]
    [InlineData("public int Size { get; set; }", "public int Size { get; }")]
    [InlineData("public int? Size;", "public int Size;")]
    [InlineData("public static int Size;", "public int Size;")]
    [InlineData("public virtual void Step() { }", "public void Step() { }")]
    [InlineData("public T Of<T>() where T : class => null!;", "public T Of<T>() where T : struct => default;")]
    [InlineData("public T Of<T>() => default!;", "public U Of<U>() => default!;")]
    [InlineData("public sealed class Part;", "")]
    [InlineData("public class Part;", "public sealed class Part;")]
    [InlineData("public class Part : System.ICloneable { public object Clone() => this; }", "public class Part { public object Clone() => this; }")]
    [InlineData("public class Part : System.Exception;", "public class Part;")]
    [InlineData("public enum Kind { A = 1 }", "public enum Kind { A = 2 }")]
    public void What_could_break_code_is_a_difference(string ours, string theirs) =>
        Differences(ours, theirs).Count.ShouldBeGreaterThan(0);

    [Fact]
    public void A_difference_shows_what_has_the_name_there() =>
        Differences("public int Add(int left, int right) => 0;", "public int Add(int left, int other) => 0;").ShouldBe(
            [
                "TorchSharp.Engine: public int Add(int left, int right)\n    there: public int Add(int left, int other)",
            ]);

    private static IReadOnlyList<string> Differences(string ours, string theirs) => Comparison.Differences(Surface(ours), Surface(theirs));

    private static PublicSurface Surface(string members) =>
        PublicSurface.OfSource($"namespace TorchSharp; public abstract class Engine {{ {members} }}");
}
