using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary>Layers that are one of each so many.</summary>
internal static class Cadence
{
    /// <summary>Period and offset of the layers that <paramref name="chosen"/> picks, as the first two of them have it.</summary>
    /// <returns>a period longer than the model where it picks none</returns>
    public static (int Period, int Offset) Of(IReadOnlyList<BlockSpec> blocks, Func<BlockSpec, bool> chosen)
    {
        var places = Enumerable.Range(0, blocks.Count).Where(layer => chosen(blocks[layer])).Take(2).ToArray();
        return places switch
        {
            [] => (blocks.Count + 1, blocks.Count),
            [var only] => (Math.Max(blocks.Count, only + 1), only),
            [var first, var second, ..] => (second - first, first),
        };
    }
}
