using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>One vector for each text, out of those of its tokens.</summary>
internal static class TextVectors
{
    /// <param name="h">vectors of tokens, [batch, time, dim], float32</param>
    /// <param name="segments">1 where a token counts and 0 where it is padding behind them, [batch, time]; all count when null</param>
    /// <param name="pooling">how they become one</param>
    /// <returns>[batch, dim], in the caller's scope with what it was made of</returns>
    public static Tensor Of(Tensor h, Tensor? segments, Pooling pooling)
    {
        var counts = segments?.ne(0).to_type(ScalarType.Float32);              // [batch, time]
        return pooling switch
        {
            Pooling.Cls => h.select(1, 0),
            Pooling.Last when counts is null => h.select(1, -1),
            Pooling.Last => h.flatten(0, 1).index_select(0, Lasts(counts)),
            _ when counts is null => h.mean([1]),
            _ => (h * counts.unsqueeze(2)).sum(1) / counts.sum(1).unsqueeze(1),
        };
    }

    /// <summary>Where the last token of each row is among those of all, [batch], int64.</summary>
    private static Tensor Lasts(Tensor counts)
    {
        var (batch, time) = (counts.shape[0], counts.shape[1]);
        return counts.sum(1).to_type(ScalarType.Int64) - 1 + torch.arange(batch, ScalarType.Int64, counts.device) * time;
    }
}
