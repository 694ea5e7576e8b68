using System.Runtime.InteropServices;
using Pipelines.Models.Tests.LlamaCpp;
using Pipelines.Modules;
using Pipelines.Spec;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Models.Tests.Gguf;

/// <summary>What llama.cpp computes with a file that was written here is what the model computes.</summary>
public sealed class LlamaParity : IDisposable
{
    private const int Continued = 64;
    private static readonly int[] Prompt = [3, 17, 64, 5, 5, 41, 79, 0, 22, 8, 60, 31];

    private readonly string folder = Directory.CreateTempSubdirectory("pipelines-gguf-").FullName;

    public static TheoryData<string> Decoders => GgufSamples.Decoders;

    private string File => Path.Combine(folder, "model.gguf");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [LlamaTheory]
    [MemberData(nameof(Decoders))]
    public void Logits_and_64_greedy_tokens_are_the_same_in_float32(string name)
    {
        var spec = GgufSamples.Spec(name);
        using var model = GgufSamples.Build(spec);
        Write(model, spec, QuantizationType.F32).Architecture.ShouldBe(GgufSamples.ArchitectureOf(name));
        using var llama = LlamaModel.Open(File);
        var (ours, theirs) = (Logits(model, Prompt), llama.Logits(Prompt));
        // Its GELU comes out of a table of half precision.
        Distance(ours, theirs).ShouldBeLessThan(spec.Family is Family.Gpt2 or Family.Gemma2 ? 5e-3 : 1e-4);
        llama.Greedy(Prompt, Continued).ShouldBe(Greedy(model));
    }

    private WrittenModel Write(LanguageModel model, ModelSpec spec, QuantizationType type) =>
        GgufModel.Write(File, model, spec, text: null, type);

    private static float[] Logits(LanguageModel model, int[] ids)
    {
        using var untracked = no_grad();
        using var input = torch.tensor(Array.ConvertAll(ids, id => (long)id), [1, ids.Length]);
        using var logits = model.call(input);
        return MemoryMarshal.Cast<byte, float>(logits.bytes).ToArray();
    }

    private static int[] Greedy(LanguageModel model)
    {
        var decoder = (Decoder)model;
        using var state = decoder.NewState(1);
        var next = Prompt;
        var made = new List<int>();
        while (made.Count < Continued)
        {
            using var input = torch.tensor(Array.ConvertAll(next, id => (long)id), [1, next.Length]);
            using var logits = decoder.decode(input, state);
            using var best = logits.argmax(-1);
            made.Add((int)best.item<long>());
            next = [made[^1]];
        }
        return [.. made];
    }

    /// <summary>The greatest difference, in parts of the spread of the values.</summary>
    private static double Distance(float[] a, float[] b)
    {
        a.Length.ShouldBe(b.Length);
        var spread = Math.Sqrt(a.Average(value => (double)value * value));
        return a.Zip(b, (x, y) => Math.Abs((double)x - y)).Max() / spread;
    }
}
