using Pipelines.Modules;
using Pipelines.Spec;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Models.Tests.Gguf;

/// <summary>Models that compute with a file's map.</summary>
public sealed class RunningFromTheMap : IDisposable
{
    private const string Large =
        "{ family: llama, vocab: 8192, dim: 512, layers: 4, heads: 8, kv_heads: 2, hidden: 1408, context: 128, tied: false }";

    private const string Small =
        "{ family: llama, vocab: 512, dim: 256, layers: 2, heads: 4, kv_heads: 2, hidden: 512, context: 128, tied: false }";

    private readonly string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.gguf");

    public void Dispose() => File.Delete(path);

    [Theory]
    [InlineData(QuantizationType.Q8_0)]
    [InlineData(QuantizationType.Q4_K_M)]
    public void Generate_and_evaluate_without_being_whole_in_memory(QuantizationType type)
    {
        var spec = GgufSamples.Read("large", Large);
        long numbers;
        using (var model = ModelBuilder.Build(spec, 8192))
        {
            numbers = model.parameters().Sum(parameter => parameter.numel());    // 18 million: 70 MB of float32
            GgufModel.Write(path, model, spec, text: null, type);
        }
        Run(path);    // libtorch's own memory is there
        var before = Anonymous();
        var most = Run(path);
        (most - before).ShouldBeLessThan(numbers);    // a byte each, of four
    }

    [Theory]
    [InlineData(QuantizationType.F32, 1e-5)]
    [InlineData(QuantizationType.F16, 1e-5)]
    [InlineData(QuantizationType.Q8_0, 0.02)]
    [InlineData(QuantizationType.Q4_K_M, 0.02)]
    public void Compute_what_their_decoded_weights_do_but_for_rounded_activations(QuantizationType type, double tolerance)
    {
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        var spec = GgufSamples.Read("small", Small);
        using (var model = ModelBuilder.Build(spec, 512)) GgufModel.Write(path, model, spec, text: null, type);
        using var file = GgufModel.Open(path);
        using var packed = file.LoadModel();
        using var whole = file.LoadModel(whole: true);
        var ids = arange(0, 24, ScalarType.Int64).unsqueeze(0);
        var (expected, logits) = (whole.call(ids), packed.call(ids));
        var distance = (logits - expected).norm().item<float>() / expected.norm().item<float>();
        ((double)distance).ShouldBeLessThan(tolerance);
    }

    /// <summary>Loads, generates and evaluates.</summary>
    /// <returns>the most memory after any of it</returns>
    private static long Run(string path)
    {
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        using var file = GgufModel.Open(path);
        using var model = (Decoder)file.LoadModel();
        var most = Anonymous();
        using var state = model.NewState(1);
        foreach (var id in new long[] { 5, 7, 9 })
        {
            model.decode(tensor([id], [1, 1]), state);
            most = Math.Max(most, Anonymous());
        }
        var ids = arange(0, 64, ScalarType.Int64).view(1, 64);
        model.loss(ids, ids);
        return Math.Max(most, Anonymous());
    }

    /// <summary>Bytes of memory that are no file's.</summary>
    private static long Anonymous()
    {
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("RssAnon:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) << 10;
    }
}
