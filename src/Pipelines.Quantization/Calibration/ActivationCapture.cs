using Pipelines.Modules;
using static TorchSharp.torch;

namespace Pipelines.Quantization;

/// <summary>
/// Watches layers of a model until it is disposed, and sums what goes into each, whichever way the pass came. Layers that one after another
/// read the same tensor, such as queries, keys and values, share their sums.
/// </summary>
internal sealed class ActivationCapture : IDisposable
{
    private readonly Dictionary<string, (ActivationSums Sums, bool First)> seen = new(StringComparer.Ordinal);
    private readonly List<nn.Module<Tensor, Tensor>.HookRemover> hooks = [];
    private readonly CalibrationNeeds needs;
    private Tensor? last;
    private ActivationSums? lastSums;

    /// <param name="layers">layers of one input, […, in], each with its path</param>
    /// <param name="needs">what is summed</param>
    public ActivationCapture(IEnumerable<(string Path, TokenLayer Layer)> layers, CalibrationNeeds needs)
    {
        this.needs = needs;
        foreach (var (path, layer) in layers)
            hooks.Add(layer.register_forward_pre_hook((_, x) =>
            {
                See(path, x);
                return null!; // what goes in stays: TorchSharp takes null for that, and does not say so
            }));
    }

    /// <summary>What went into the layer at a path; null where nothing has yet.</summary>
    public ActivationSums? Find(string path) => seen.GetValueOrDefault(path).Sums;

    /// <summary>Counts what goes into a layer.</summary>
    /// <param name="path">the layer's</param>
    /// <param name="x">[…, in]</param>
    /// <exception cref="InvalidOperationException">the layer shared its input with another before, and does not now</exception>
    public void See(string path, Tensor x)
    {
        var same = ReferenceEquals(x, last);
        if (!seen.TryGetValue(path, out var entry))
        {
            entry = same ? (lastSums!, First: false) : (new ActivationSums(x.shape[^1], needs), First: true);
            seen.Add(path, entry);
        }
        (last, lastSums) = (x, entry.Sums);
        if (entry.First) entry.Sums.Add(x);
        else if (!same) throw new InvalidOperationException($"{path} reads another input than in the pass before");
    }

    /// <summary>Refuses sums of what is infinite or not a number.</summary>
    /// <exception cref="InvalidOperationException">there are some</exception>
    public void RequireFinite()
    {
        if (seen.FirstOrDefault(entry => !entry.Value.Sums.IsFinite()).Key is { } path)
            throw new InvalidOperationException($"what goes into {path} is not finite: the model overflows on the text of the calibration");
    }

    /// <summary>Hands over the sums, which are the caller's from now on.</summary>
    /// <returns>for each path that was seen its sums, which are one object where they are shared</returns>
    public Dictionary<string, ActivationSums> Take()
    {
        var taken = seen.ToDictionary(entry => entry.Key, entry => entry.Value.Sums, StringComparer.Ordinal);
        seen.Clear();
        return taken;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        hooks.ForEach(hook => hook.remove());
        foreach (var (sums, first) in seen.Values)
            if (first) sums.Dispose();
        (last, lastSums) = (null, null);
    }
}
