using System.Runtime.InteropServices;
using Pipelines.Models.Tests.LlamaCpp;
using Pipelines.Modules;
using Pipelines.Spec;
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
        var (ours, theirs) = (model.Logits(Prompt), llama.Logits(Prompt));
        // Its GELU comes out of a table of half precision.
        Distance(ours, theirs).ShouldBeLessThan(spec.Family is Family.Gpt2 or Family.Gemma2 or Family.Gemma3 ? 2e-3 : 1e-5);
        llama.Greedy(Prompt, Continued).ShouldBe(model.Greedy(Prompt, Continued));
    }

    [LlamaTheory]
    [MemberData(nameof(Decoders))]
    public void Logits_are_the_same_in_Q8_0_and_64_greedy_tokens_the_likeliest(string name)
    {
        var spec = GgufSamples.Spec(name);
        using (var model = GgufSamples.Build(spec)) Write(model, spec, QuantizationType.Q8_0);
        using var file = GgufModel.Open(File);
        using var packed = file.LoadModel();
        using var llama = LlamaModel.Open(File);
        // Activations are rounded too: a sum in another order now and then rounds one to the other side.
        Distance(packed.Logits(Prompt), llama.Logits(Prompt)).ShouldBeLessThan(0.02);
        var theirs = llama.Greedy(Prompt, Continued);
        var logits = packed.Logits([.. Prompt, .. theirs]).Chunk(GgufSamples.Vocab).Skip(Prompt.Length - 1).Take(Continued);
        logits.Zip(theirs).Count(place => place.First[place.Second] > place.First.Max() - 0.05 * Spread(place.First))
            .ShouldBeGreaterThan(Continued - 4);
    }

    [LlamaFact]
    public void Bert_makes_the_same_vectors()
    {
        var spec = GgufSamples.Spec("bert");
        using var model = (Encoder)GgufSamples.Build(spec);
        Write(model, spec, QuantizationType.F32).Notes.ShouldContain(note => note.Contains("head that fills in masked tokens"));
        using var llama = LlamaModel.Open(File);
        using var untracked = no_grad();
        using var input = GreedyDecoding.Row(Prompt);
        using var hidden = model.hidden(input);
        Distance(MemoryMarshal.Cast<byte, float>(hidden.bytes).ToArray(), llama.Embeddings(Prompt)).ShouldBeLessThan(2e-3);
    }

    private WrittenModel Write(LanguageModel model, ModelSpec spec, QuantizationType type) =>
        GgufModel.Write(File, model, spec, text: null, type);

    /// <summary>The root of the mean squared difference, in parts of that of the values.</summary>
    private static double Distance(float[] a, float[] b)
    {
        a.Length.ShouldBe(b.Length);
        return Math.Sqrt(a.Zip(b, (x, y) => ((double)x - y) * ((double)x - y)).Average()) / Spread(a);
    }

    private static double Spread(float[] values) => Math.Sqrt(values.Average(value => (double)value * value));
}
