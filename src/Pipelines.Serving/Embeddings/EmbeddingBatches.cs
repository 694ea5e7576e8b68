using Pipelines.Modules;
using static TorchSharp.torch;

namespace Pipelines.Serving;

/// <summary>Reads texts of similar length together, so that little of a batch is padding.</summary>
/// <param name="model">in evaluation mode</param>
/// <param name="pooling">how the vectors of a text's tokens become one</param>
/// <param name="batchTokens">most tokens of a batch, padding included, where a single text has no more</param>
internal sealed class EmbeddingBatches(LanguageModel model, Pooling pooling, int batchTokens)
{
    /// <exception cref="RequestException">a text has no tokens or too many, or one is not in the vocabulary</exception>
    public void Require(IReadOnlyList<int[]> texts)
    {
        for (var i = 0; i < texts.Count; i++)
        {
            var field = texts.Count == 1 ? "input" : $"input[{i}]";
            if (texts[i].Length == 0 || texts[i].Length > model.Shape.Context)
                throw new RequestException(
                    field, $"the text has {texts[i].Length:N0} tokens; this model reads from 1 to {model.Shape.Context:N0}");
            foreach (var token in texts[i])
                if ((uint)token >= (uint)model.Shape.Vocab)
                    throw new RequestException(field, $"{token} is no token: the vocabulary has {model.Shape.Vocab:N0}");
        }
    }

    /// <summary>The vectors of texts, in their order: [texts][dimensions], of length one.</summary>
    /// <exception cref="OperationCanceledException">it was cancelled</exception>
    public float[][] Embed(IReadOnlyList<int[]> texts, int dimensions, CancellationToken cancellation)
    {
        var vectors = new float[texts.Count][];
        var order = Enumerable.Range(0, texts.Count).OrderBy(i => texts[i].Length).ToArray();
        for (var (first, count) = (0, 0); first < order.Length; first += count)
        {
            cancellation.ThrowIfCancellationRequested();
            for (count = 1; first + count < order.Length && (count + 1L) * texts[order[first + count]].Length <= batchTokens;) count++;
            Embed(texts, order.AsSpan(first, count), dimensions, vectors);
        }
        return vectors;
    }

    private void Embed(IReadOnlyList<int[]> texts, ReadOnlySpan<int> batch, int dimensions, float[][] vectors)
    {
        var longest = texts[batch[^1]].Length;
        var (tokens, counts) = (new long[batch.Length * longest], new long[batch.Length * longest]);
        for (var row = 0; row < batch.Length; row++)
        {
            var text = texts[batch[row]];
            for (var i = 0; i < text.Length; i++) tokens[row * longest + i] = text[i];
            counts.AsSpan(row * longest, text.Length).Fill(1);
        }
        using var untracked = no_grad();
        using var ids = tensor(tokens, [batch.Length, longest], device: model.Device);
        using var segments = texts[batch[0]].Length == longest ? null : tensor(counts, [batch.Length, longest], device: model.Device);
        using var pooled = model.embed(ids, segments, pooling);    // [batch, dim]
        using var host = pooled.cpu();
        using var values = host.data<float>();
        for (var row = 0; row < batch.Length; row++)
        {
            var vector = vectors[batch[row]] = new float[dimensions];
            values.CopyTo(vector, 0, (long)row * model.Shape.Dim);
            var length = Math.Sqrt(vector.Sum(value => (double)value * value));
            if (length > 0)
                for (var i = 0; i < vector.Length; i++) vector[i] = (float)(vector[i] / length);
        }
    }
}
