using Pipelines.Models.Tests.HuggingFace;
using Pipelines.Spec;
using static TorchSharp.torch;

namespace Pipelines.Models.Tests.Gguf;

/// <summary>Every tensor has an end: writing, reading and importing leave none behind.</summary>
public sealed class LiveTensors : IDisposable
{
    private readonly ConfigFiles files = new();

    /// <summary>What other tests left to the collector must not vanish while these count.</summary>
    public LiveTensors()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    public void Dispose() => files.Dispose();

    [Theory]
    [InlineData("llama")]
    [InlineData("gemma2")]
    [InlineData("jamba")]
    [InlineData("Mamba-2 and attention")]
    public void A_model_that_was_written_and_read_leaves_none(string name)
    {
        var spec = GgufSamples.Spec(name);
        using var model = GgufSamples.Build(spec);
        Run();
        var before = Tensor.TotalCount;
        Run();
        Tensor.TotalCount.ShouldBe(before);

        void Run()
        {
            GgufModel.Write(files["model.gguf"], model, spec, null, QuantizationType.Q8_0);
            using var file = GgufModel.Open(files["model.gguf"]);
            file.WriteWeights(files[""], spec);
            file.LoadModel(whole: true).Dispose();
            using var packed = file.LoadModel();
            packed.Logits([1, 2, 3]).ShouldNotBeEmpty();
        }
    }
}
