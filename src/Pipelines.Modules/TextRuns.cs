using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>
/// The texts of packed rows: stretches of one segment. Layers that carry a state from token to token read each as a row of its own,
/// from no state, and put the results back.
/// </summary>
internal sealed class TextRuns
{
    private readonly List<(int Start, int Length)> runs = [];    // places among all tokens of the batch
    private readonly long batch, time;

    /// <param name="segments">which segment each token belongs to, [batch, time], int64</param>
    public TextRuns(Tensor segments)
    {
        (batch, time) = (segments.shape[0], segments.shape[1]);
        using var near = segments.cpu();
        using var host = near.contiguous();
        var ids = host.data<long>().ToArray();
        for (var i = 0; i < ids.Length; i++)
            if (i % time == 0 || ids[i] != ids[i - 1]) runs.Add((i, 1));
            else runs[^1] = (runs[^1].Start, runs[^1].Length + 1);
    }

    /// <summary>Tokens of the longest.</summary>
    private int Longest => runs.Max(run => run.Length);

    /// <summary>Whether every row is one text.</summary>
    private bool AreRows => runs.Count == batch;

    /// <returns>position of each token in its own text, [batch, time], int64</returns>
    public Tensor Positions(Device device)
    {
        var values = new long[batch * time];
        foreach (var (start, length) in runs)
            for (var i = 0; i < length; i++) values[start + i] = i;
        return torch.tensor(values, [batch, time], device: device);
    }

    /// <summary>Each text in a row of its own, as a batch whose rows end in copies that nobody reads.</summary>
    /// <param name="x">[batch, time, channels]</param>
    /// <returns>[texts, longest, channels]; <paramref name="x"/> itself when every row is one text</returns>
    public Tensor Apart(Tensor x)
    {
        if (AreRows) return x;
        var longest = Longest;
        var places = new long[runs.Count * longest];
        for (var i = 0; i < places.Length; i++)
        {
            var (start, length) = runs[i / longest];
            places[i] = start + Math.Min(i % longest, length - 1);
        }
        return Chosen(x, places, [runs.Count, longest, -1]);
    }

    /// <summary>Puts what <see cref="Apart"/> took apart together again.</summary>
    /// <param name="x">[texts, longest, channels]</param>
    /// <returns>[batch, time, channels]</returns>
    public Tensor Together(Tensor x)
    {
        if (AreRows) return x;
        var longest = Longest;
        var places = new long[batch * time];
        for (var run = 0; run < runs.Count; run++)
            for (var i = 0; i < runs[run].Length; i++) places[runs[run].Start + i] = run * longest + i;
        return Chosen(x, places, [batch, time, -1]);
    }

    private static Tensor Chosen(Tensor x, long[] places, long[] shape)
    {
        using var flat = x.flatten(0, 1);
        using var index = torch.tensor(places, device: x.device);
        using var rows = flat.index_select(0, index);
        return rows.view(shape);
    }
}
