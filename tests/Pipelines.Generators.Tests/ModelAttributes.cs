using Pipelines.Generators.Tests.Harness;
using Pipelines.Spec;

namespace Pipelines.Generators.Tests;

/// <summary><c>[Model]</c>: the same models, rules and code as YAML, said in C#.</summary>
public sealed class ModelAttributes
{
    [Fact]
    public void The_same_model_is_the_same_code()
    {
        var yaml = new GeneratedProject().With("quickstart.pipeline.yaml", Examples.Quickstart.Replace("docs-lm", "DocsLm")).Run();
        var attributed = new GeneratedProject().WithCode("Tiny.cs", Examples.Tiny).Run();

        attributed.Diagnostics.ShouldBeEmpty();
        attributed.ShouldCompile();
        Body(attributed.Files["Quickstart.DocsLm.g.cs"]).ShouldBeTheText(Body(yaml.Files["DocsLm.g.cs"]), "attributes and YAML differ");

        static string Body(string text) => text[text.IndexOf("#nullable", StringComparison.Ordinal)..];
    }

    [Fact]
    public void Every_setting_reaches_the_model()
    {
        var generation = new GeneratedProject().WithCode("Tiny.cs", """
            using Pipelines.Spec;
            [Model(Family.Llama, Vocab = 1000, Context = 64, Dim = 32, Layers = 1, Heads = 4, KvHeads = 4, HeadDim = 10, Hidden = 96,
                RopeTheta = 500000, NormEps = 1e-6, Tied = false, Dropout = 0.1, InitStd = 0.05)]
            internal partial class Whole;
            """).Run();

        generation.Diagnostics.ShouldBeEmpty();
        Snapshot.Match(generation.Files["Whole.g.cs"], "Whole.g.cs");
        generation.ShouldCompile();
    }

    [Fact]
    public void A_rule_is_broken_at_the_argument()
    {
        var generation = new GeneratedProject().WithCode("Tiny.cs", """
            using Pipelines.Spec;
            [Model(Family.Llama, Vocab = 4096, Context = 256,
                Dim = 190, Layers = 6, Heads = 6)]
            public partial class Tiny;
            """).Run();

        generation.Files.ShouldBeEmpty();
        generation.Diagnostics.ShouldBe(
            ["Tiny.cs(3,5): error PIPE0110: dim 190 is not divisible by heads 6 (190 / 6 = 31.67); nearest: 186, 192"]);
    }

    [Fact]
    public void A_setting_that_the_family_has_no_place_for_is_reported_at_the_argument()
    {
        var generation = new GeneratedProject().WithCode("Tiny.cs", """
            using Pipelines.Spec;
            [Model(Family.Gpt2, Vocab = 4096, Context = 256, Dim = 192, Layers = 6, Heads = 6, KvHeads = 2)]
            public partial class Tiny;
            """).Run();

        generation.Diagnostics.ShouldHaveSingleItem().ShouldStartWith(
            "Tiny.cs(2,84): error PIPE0117: a gpt2 checkpoint has no place for kv_heads 2");
    }

    [Fact]
    public void A_missing_setting_is_reported_at_the_attribute()
    {
        var generation = new GeneratedProject().WithCode("Tiny.cs", """
            using Pipelines.Spec;
            [Model(Family.Llama, Vocab = 4096, Context = 256, Layers = 6, Heads = 6)]
            public partial class Tiny;
            """).Run();

        generation.Diagnostics.ShouldHaveSingleItem().ShouldStartWith("Tiny.cs(2,2): error PIPE0008: ");
    }

    [Theory]
    [InlineData("public partial class Outer { [Model(Family.Llama)] public partial class Tiny; }", "is nested in Outer")]
    [InlineData("[Model(Family.Llama)] public partial class Tiny<T>;", "has type parameters")]
    [InlineData("[Model(Family.Llama)] public partial record Tiny;", "is a record")]
    [InlineData("[Model(Family.Llama)] public static partial class Tiny;", "is static")]
    [InlineData("[Model(Family.Llama)] public abstract partial class Tiny;", "is abstract")]
    public void A_class_that_cannot_be_a_model(string code, string expected)
    {
        var generation = new GeneratedProject().WithCode("Tiny.cs", "using Pipelines.Spec;\n" + code).Run();

        generation.Files.ShouldBeEmpty();
        generation.Diagnostics.ShouldHaveSingleItem().ShouldContain($"error PIPE0903: Tiny {expected}");
    }

    [Fact]
    public void A_name_that_emitted_code_uses()
    {
        var generation = new GeneratedProject().WithCode("Linear.cs", """
            [Pipelines.Spec.Model(Pipelines.Spec.Family.Llama, Vocab = 4096, Context = 256, Dim = 192, Layers = 6, Heads = 6)]
            public partial class Linear;
            """).Run();

        generation.Diagnostics.ShouldHaveSingleItem().ShouldStartWith("Linear.cs(1,2): error PIPE0010: ");
    }

    [Theory]
    [InlineData("[Model][Layer]")]
    [InlineData("[Model, Layer((Mixer)77, FeedForward.Moe, Nonsense = 3)]")]
    [InlineData("[Model(Family.Nonsense)]")]
    [InlineData("[Model(Family.Llama, Dim = \"wide\")]")]
    [InlineData("[Model(Family.Llama, Width = 3)]")]
    [InlineData("[Model((Family)17)]")]
    [InlineData("[Model(Family.Llama, ]")]
    public void An_attribute_that_does_not_compile_is_no_crash(string attribute)
    {
        var generation = new GeneratedProject().WithCode("Tiny.cs", $"using Pipelines.Spec;\n{attribute} public partial class Tiny;").Run();

        generation.Files.ShouldBeEmpty();
        generation.Diagnostics.ShouldAllBe(diagnostic => !diagnostic.Contains(Rules.GeneratorFault.Id));
    }
}
