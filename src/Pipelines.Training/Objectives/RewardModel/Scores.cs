using Pipelines.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Training;

/// <summary>How a reward model reads: one number for each text, at its last token.</summary>
internal static class Scores
{
    /// <summary>The scores of texts.</summary>
    /// <param name="model">reads them</param>
    /// <param name="head">makes a number of what the model has read</param>
    /// <param name="texts">the rows</param>
    /// <returns>[rows], float32, with gradient while gradients are recorded; the caller disposes it</returns>
    public static Tensor Of(LanguageModel model, ScalarHead head, PaddedRows texts)
    {
        var device = model.Device;
        using var ids = texts.TokensOn(device);           // [rows, time]
        using var segments = texts.SegmentsOn(device);
        using var last = tensor(
            texts.Lengths.Select((length, text) => (long)text * texts.Time + length - 1).ToArray(), device: device);
        var h = model.hidden(ids, segments);                             // [rows, time, dim]
        using var places = h.reshape(-1, model.Shape.Dim).Freeing(h);    // [rows · time, dim]
        using var ends = places.index_select(0, last);                   // [rows, dim]
        using var row = ends.unsqueeze(0);                               // [1, rows, dim]
        using var scores = head.call(row);                               // [1, rows]
        return scores.squeeze(0);
    }
}
