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
    public void A_llama_is_the_golden_one() => ShouldBeGolden(SampleModels.DocsLm, "DocsLm");

    [Fact]
    public void A_gpt2_is_the_golden_one() => ShouldBeGolden(SampleModels.DocsGpt, "DocsGpt");

    [Fact]
    public void A_hybrid_with_experts_is_the_golden_one() => ShouldBeGolden(SampleModels.DocsHybrid, "DocsHybrid");

    [Fact]
    public void A_gemma_is_the_golden_one() => ShouldBeGolden(SampleModels.DocsGemma, "DocsGemma");

    [Fact]
    public void A_bert_is_the_golden_one() => ShouldBeGolden(SampleModels.DocsBert, "DocsBert");

    public static TheoryData<string, ModelSpec, string> Variants => new()
    {
        { "head of its own", With(model => model with { TiedEmbeddings = false }), "Linear(options.Dim, options.Vocab, device: device)" },
        { "no rotary positions", Mixing(attention => attention with { Rope = null }), "o.HeadDim, null, o.Dropout, device" },
        { "biases on q, k, v", Mixing(attention => attention with { QkvBias = true }), "device, qkvBias: true)" },
        { "biases everywhere", Mixing(attention => attention with { QkvBias = true, OutBias = true }), "qkvBias: true, outBias: true)" },
        { "a bias in SwiGLU", Block(block => block with { FeedForward = new SwiGluSpec(512, Bias: true) }), "device, bias: true)" },
        { "full attention", Mixing(attention => attention with { KvHeads = 6 }), "attention 6 × 32, SwiGLU 512" },
    };

    [Theory]
    [MemberData(nameof(Variants))]
    public void What_the_presets_do_not_use_yet_is_emitted_too(string what, ModelSpec model, string expected)
    {
        var emitted = ModelEmitter.Emit(new("Quickstart", "public", "DocsLm", "quickstart.pipeline.yaml", model));

        emitted.ShouldContain(expected, customMessage: what);
        new GeneratedProject().WithCode("DocsLm.cs", emitted).Run().ShouldCompile();
    }

    private static ModelSpec With(Func<Architecture, Architecture> change) =>
        SampleModels.DocsLm with { Architecture = change(SampleModels.DocsLm.Architecture) };

    private static ModelSpec Block(Func<BlockSpec, BlockSpec> change) => With(model =>
        model with { Layers = new(model.Layers.Select(group => group with { Blocks = new(group.Blocks.Select(change)) })) });

    private static ModelSpec Mixing(Func<AttentionSpec, AttentionSpec> change) =>
        Block(block => block with { Mixer = change((AttentionSpec)block.Mixer) });

    private static void ShouldBeGolden(ModelSpec model, string className, [CallerFilePath] string file = "")
    {
        var golden = Path.Combine(Path.GetDirectoryName(file)!, "..", "Pipelines.Modules.Tests", "Golden", className + ".cs");
        var emitted = ModelEmitter.Emit(new("Quickstart", "public", className, "quickstart.pipeline.yaml", model));
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1") File.WriteAllText(golden, emitted);
        emitted.ShouldBeTheText(File.ReadAllText(golden), $"the emitted {className} and the golden one differ");
    }
}
