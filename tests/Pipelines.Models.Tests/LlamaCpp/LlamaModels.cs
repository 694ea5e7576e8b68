using System.Runtime.InteropServices;
using Pipelines.Formats.Gguf;

namespace Pipelines.Models.Tests.LlamaCpp;

/// <summary>llama.cpp gives what a model whose layer adds nothing gives on paper: the norm of an embedding, times the head.</summary>
public sealed class LlamaModels : IDisposable
{
    private const int Vocab = 7, Dim = 32;
    private const float Epsilon = 1e-5f;

    private readonly string folder = Directory.CreateTempSubdirectory("pipelines-llama-").FullName;
    private readonly float[] embedding = Random(Vocab * Dim, 1), norm = Random(Dim, 2), head = Random(Vocab * Dim, 3);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [LlamaFact]
    public void Logits_and_the_greedy_continuation_are_those_of_the_formula()
    {
        int[] ids = [3, 0, 6, 6, 1];
        using var llama = LlamaModel.Open(Write());
        llama.VocabSize.ShouldBe(Vocab);

        var logits = llama.Logits(ids);
        logits.Length.ShouldBe(ids.Length * Vocab);
        for (var i = 0; i < logits.Length; i++) logits[i].ShouldBe(Logit(ids[i / Vocab], i % Vocab), 1e-4f);

        var expected = new List<int>();
        for (var last = ids[^1]; expected.Count < 12; expected.Add(last))
            last = Enumerable.Range(0, Vocab).MaxBy(next => Logit(last, next));
        llama.Greedy(ids, 12).ShouldBe(expected);
    }

    [LlamaFact]
    public void A_file_that_llama_cpp_does_not_load_is_said_to_be_one()
    {
        var path = Path.Combine(folder, "wrong.gguf");
        File.WriteAllText(path, "GGML");
        Should.Throw<InvalidOperationException>(() => LlamaModel.Open(path)).Message.ShouldContain("invalid magic");
    }

    private float Logit(int id, int next)
    {
        var x = embedding.AsSpan(id * Dim, Dim);
        double squares = 0;
        foreach (var value in x) squares += (double)value * value;
        var scale = 1 / Math.Sqrt(squares / Dim + Epsilon);
        double sum = 0;
        for (var i = 0; i < Dim; i++) sum += x[i] * scale * norm[i] * head[next * Dim + i];
        return (float)sum;
    }

    private string Write()
    {
        var metadata = new GgufMetadata();
        metadata.Set("general.architecture", "llama");
        metadata.Set("llama.vocab_size", Vocab);
        metadata.Set("llama.context_length", 64);
        metadata.Set("llama.embedding_length", Dim);
        metadata.Set("llama.block_count", 1);
        metadata.Set("llama.feed_forward_length", Dim);
        metadata.Set("llama.attention.head_count", 1);
        metadata.Set("llama.attention.layer_norm_rms_epsilon", Epsilon);
        metadata.Set("llama.rope.dimension_count", Dim);
        metadata.Set("tokenizer.ggml.model", "none");
        var zeros = new float[Dim * Dim];       // a layer that adds nothing
        string[] matrices = ["attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down"];
        var path = Path.Combine(folder, "model.gguf");
        GgufWriter.Write(path, metadata,
        [
            Part("token_embd.weight", [Vocab, Dim], embedding), Part("output_norm.weight", [Dim], norm),
            Part("output.weight", [Vocab, Dim], head),
            .. matrices.Select(name => Part($"blk.0.{name}.weight", [Dim, Dim], zeros)),
            Part("blk.0.attn_norm.weight", [Dim], norm), Part("blk.0.ffn_norm.weight", [Dim], norm),
        ]);
        return path;
    }

    private static GgufPart Part(string name, long[] shape, float[] values) =>
        new(name, GgufType.F32, shape, stream => stream.Write(MemoryMarshal.AsBytes(values.AsSpan())));

    private static float[] Random(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() * 2 - 1)];
    }
}
