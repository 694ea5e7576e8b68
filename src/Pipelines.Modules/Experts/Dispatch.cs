using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>
/// Tokens in the order of their experts, so that each expert works on rows that lie together and on no others. A token appears
/// once for each expert that it goes to; every one of them is served, however many an expert gets.
/// </summary>
internal sealed class Dispatch : IDisposable
{
    private readonly Tensor tokens, slots;    // [tokens · top_k]: whose row it is, and which of its choices

    /// <param name="chosen">[tokens, top_k], int64</param>
    /// <param name="experts">experts there are</param>
    public Dispatch(Tensor chosen, int experts)
    {
        var topK = chosen.shape[1];
        using var host = chosen.cpu().contiguous();
        var choices = host.data<long>().ToArray();
        Counts = new long[experts];
        foreach (var expert in choices) Counts[expert]++;

        // A counting sort keeps the order of the tokens of an expert.
        var next = new long[experts];
        for (var expert = 1; expert < experts; expert++) next[expert] = next[expert - 1] + Counts[expert - 1];
        var (token, slot) = (new long[choices.Length], new long[choices.Length]);
        for (var i = 0; i < choices.Length; i++)
        {
            var place = next[choices[i]]++;
            (token[place], slot[place]) = (i / topK, i);
        }
        tokens = torch.tensor(token, device: chosen.device);
        slots = torch.tensor(slot, device: chosen.device);
    }

    /// <summary>Rows of each expert, [experts]; they sum to tokens · top_k.</summary>
    public long[] Counts { get; }

    /// <returns>rows of each expert, [experts], float32, on the rows' device</returns>
    public Tensor Load() => torch.tensor(Array.ConvertAll(Counts, count => (float)count), device: tokens.device);

    /// <param name="x">[tokens, dim]</param>
    /// <returns>the rows of every expert one after another, [tokens · top_k, dim]</returns>
    public Tensor Gather(Tensor x) => x.index_select(0, tokens);

    /// <param name="rows">the experts' results, in <see cref="Gather"/>'s order, [tokens · top_k, dim]</param>
    /// <param name="weights">[tokens, top_k], float32</param>
    /// <returns>for each token the weighted sum of its experts' results, [tokens, dim] in the rows' type</returns>
    public Tensor Scatter(Tensor rows, Tensor weights)
    {
        using var scope = torch.NewDisposeScope();
        var sorted = weights.flatten().index_select(0, slots).unsqueeze(1).to_type(rows.dtype);    // [tokens · top_k, 1]
        var sum = torch.zeros([weights.shape[0], rows.shape[1]], rows.dtype, rows.device);
        return sum.index_add(0, tokens, rows * sorted, 1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        tokens.Dispose();
        slots.Dispose();
    }
}
