using Pipelines.Modules;
using static TorchSharp.torch;

namespace Pipelines.Quantization;

/// <summary>
/// The projections of a block in the order in which they are reached: those that read the same come together, and so do the experts' of one
/// kind. What reaches a wave depends on those before it and on none after it.
/// </summary>
internal static class ProjectionWaves
{
    /// <summary>The waves.</summary>
    /// <param name="projections">of the block, each with its path</param>
    /// <param name="read">lets the block read something</param>
    public static List<List<(string Path, Projection Layer)>> Of(IReadOnlyList<(string Path, Projection Layer)> projections, Action read)
    {
        var waveOf = new Dictionary<string, int>(StringComparer.Ordinal);
        var waves = 0;
        Tensor? last = null;
        var lastWave = 0;
        var hooks = projections.Select(projection => projection.Layer.register_forward_pre_hook((_, x) =>
        {
            var kind = Kind(projection.Path);
            if (!waveOf.TryGetValue(kind, out var wave)) waveOf[kind] = wave = ReferenceEquals(x, last) ? lastWave : waves++;
            (last, lastWave) = (x, wave);
            return null!; // what goes in stays: TorchSharp takes null for that, and does not say so
        })).ToList();
        try
        {
            read();
        }
        finally
        {
            hooks.ForEach(hook => hook.remove());
        }
        // What nothing reached goes last: there is nothing to learn of it.
        return [.. projections.GroupBy(projection => waveOf.GetValueOrDefault(Kind(projection.Path), waves))
            .OrderBy(wave => wave.Key).Select(wave => wave.ToList())];
    }

    /// <summary>The path without its numbers, which experts of one kind share.</summary>
    private static string Kind(string path) => string.Join('.', path.Split('.').Where(step => !step.All(char.IsAsciiDigit)));
}
