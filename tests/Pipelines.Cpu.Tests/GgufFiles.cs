using Pipelines.Models;
using Pipelines.Modules;
using Pipelines.Spec;

namespace Pipelines.Cpu.Tests;

/// <summary>Models whose weights stay packed, as a GGUF file has them.</summary>
public sealed class GgufFiles
{
    private const string Dense = "{ family: llama, vocab: 512, dim: 256, layers: 2, heads: 4, kv_heads: 2, hidden: 512, context: 96 }";

    private const string Sparse =
        "{ family: qwen3_moe, vocab: 512, dim: 256, layers: 2, heads: 4, kv_heads: 2, context: 96, "
        + "moe: { experts: 4, top_k: 2, hidden: 256 } }";

    [Theory]
    [InlineData(Dense, QuantizationType.Q8_0, 0.03)]
    [InlineData(Dense, QuantizationType.Q4_K_M, 0.03)]
    [InlineData(Dense, QuantizationType.Q4_0, 0.03)]
    [InlineData(Dense, QuantizationType.F16, 1e-5)]
    [InlineData(Dense, QuantizationType.BF16, 1e-5)]
    [InlineData(Dense, QuantizationType.F32, 1e-5)]
    [InlineData(Sparse, QuantizationType.Q8_0, 0.03)]
    public void Give_the_logits_that_Torch_gives_of_the_same_file(string yaml, QuantizationType type, double tolerance)
    {
        using var packed = new PackedFile(yaml, type);
        using var reader = new Reader(CpuDecoder.Of(packed.Spec, packed.Model));
        var sequence = reader.Begin(TestModels.Tokens(96, seed: 8));
        reader.Step((sequence, 96));
        // Where activations are rounded to eight bits, what differs in the last place can be rounded the other way.
        sequence.Logits.ShouldBeWithin(packed.Model.LogitsOf(sequence.Tokens), tolerance, $"{type}");
    }

    [Theory]
    [InlineData(Dense, QuantizationType.Q8_0)]
    [InlineData(Dense, QuantizationType.Q4_K_M)]
    [InlineData(Sparse, QuantizationType.Q4_K_M)]
    public void Give_the_same_bits_in_any_cuts_and_company(string yaml, QuantizationType type)
    {
        using var packed = new PackedFile(yaml, type);
        using var alone = new Reader(CpuDecoder.Of(packed.Spec, packed.Model, threads: 1));
        using var busy = new Reader(CpuDecoder.Of(packed.Spec, packed.Model, threads: 2));
        var expected = Enumerable.Range(0, 3).Select(seed => alone.Begin(TestModels.Tokens(50, seed))).ToArray();
        foreach (var sequence in expected) alone.Step((sequence, 50));
        var sequences = Enumerable.Range(0, 3).Select(seed => busy.Begin(TestModels.Tokens(50, seed))).ToArray();
        busy.Step((sequences[0], 17), (sequences[1], 1));
        busy.Step((sequences[1], 30), (sequences[2], 50), (sequences[0], 1));
        busy.Step((sequences[0], 32), (sequences[1], 19));
        for (var i = 0; i < 3; i++)
            for (var place = 0; place < 50; place++) sequences[i].Logits[place].ShouldBe(expected[i].Logits[place], $"{i}, {place}");
    }

    /// <summary>A model in a file of the temporary folder, loaded with its weights packed.</summary>
    private sealed class PackedFile : IDisposable
    {
        private readonly string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.gguf");
        private readonly GgufModel file;

        public PackedFile(string yaml, QuantizationType type)
        {
            var spec = TestModels.Read(yaml);
            using (var model = TestModels.Build(spec)) GgufModel.Write(path, model, spec, text: null, type);
            file = GgufModel.Open(path);
            (Spec, Model) = (file.Model, file.LoadModel());
        }

        public ModelSpec Spec { get; }

        public LanguageModel Model { get; }

        public void Dispose()
        {
            Model.Dispose();
            file.Dispose();
            File.Delete(path);
        }
    }
}
