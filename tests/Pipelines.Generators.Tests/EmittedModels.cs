using System.Runtime.CompilerServices;
using Pipelines.Generators.Emission.Models;
using Pipelines.Generators.Tests.Harness;
using Pipelines.Spec;

namespace Pipelines.Generators.Tests;

/// <summary>
/// Emitted models are, to the letter, the golden ones whose logits, losses and gradients are held against PyTorch.
/// </summary>
public sealed class EmittedModels
{
    [Fact]
    public void A_llama_is_the_golden_one() => ShouldBeGolden(Models.DocsLm, "DocsLm");

    [Fact]
    public void A_gpt2_is_the_golden_one() => ShouldBeGolden(Models.DocsGpt, "DocsGpt");

    private static void ShouldBeGolden(ModelSpec model, string className, [CallerFilePath] string file = "")
    {
        var golden = Path.Combine(Path.GetDirectoryName(file)!, "..", "Pipelines.Modules.Tests", "Golden", className + ".cs");
        var emitted = ModelEmitter.Emit(new("Quickstart", "public", className, "quickstart.pipeline.yaml", model));
        emitted.ShouldBeTheText(File.ReadAllText(golden), $"the emitted {className} and the golden one differ");
    }
}
