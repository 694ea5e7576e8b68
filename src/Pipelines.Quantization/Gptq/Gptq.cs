using Pipelines.Modules;
using Pipelines.Spec;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Quantization;

/// <summary>
/// Rounds the projections of a model's blocks to 4 bits, from the first to the last, so that what calibration text gives changes least
/// (GPTQ: Frantar et al., arXiv:2210.17323). A projection is rounded by what reaches it when all before it are rounded already, those of
/// its own block included. Head, embeddings, routers and norms stay as they are, and so does a projection whose rows or columns do not
/// come by eight.
/// </summary>
public static class Gptq
{
    /// <summary>Rounds a model, whose weights are what the result decodes to afterwards.</summary>
    /// <param name="model">the model, in float32, without adapters</param>
    /// <param name="batches">texts that are like those it will see: token ids, [batch, time], int64</param>
    /// <param name="settings">groups, order, damping</param>
    /// <param name="done">told of each projection when it is rounded, and of how many there are; null for nobody</param>
    /// <exception cref="ArgumentException">there is no text, or a batch is not of that shape</exception>
    /// <exception cref="NotSupportedException">
    /// the model is no stack of blocks, has adapters, or a width that groups do not divide: the message has its name
    /// </exception>
    /// <exception cref="InvalidOperationException">activations are not finite, or a Hessian is singular and damped too little</exception>
    public static GptqWeights Quantize(
        LanguageModel model, IEnumerable<Tensor> batches, GptqSpec settings, Action<string, int>? done = null)
    {
        var all = Targets(model, settings);
        using var reading = new Reading(model);
        using var run = new BlockRun(model, batches);
        var matrices = new Dictionary<string, GptqMatrix>(StringComparer.Ordinal);
        foreach (var block in run.Blocks)
        {
            var inside = block.modules().OfType<Projection>().ToHashSet<object>(ReferenceEqualityComparer.Instance);
            var own = all.Where(projection => inside.Contains(projection.Layer)).ToArray();
            foreach (var wave in ProjectionWaves.Of(own, () => run.Read(block, first: true)))
                Round(wave, () => run.Read(block), settings, (path, matrix) =>
                {
                    matrices.Add(path, matrix);
                    done?.Invoke(path, all.Count);
                });
            run.Climb(block);
        }
        return new GptqWeights(settings, matrices);
    }

    /// <summary>
    /// Rounds each weight of a model's blocks to its nearest level, without regard to any text: what GPTQ is held against.
    /// </summary>
    /// <param name="model">the model, whose weights are what the result decodes to afterwards</param>
    /// <param name="group">columns that share a scale; 0 for all</param>
    /// <exception cref="NotSupportedException">the model has no blocks, has adapters, or a width that groups do not divide</exception>
    public static GptqWeights RoundToNearest(LanguageModel model, int group)
    {
        var settings = new GptqSpec(group, ActOrder: false, Damping: 0);
        var all = Targets(model, settings);
        return new GptqWeights(
            settings, all.ToDictionary(projection => projection.Path, projection => Round(projection.Layer, null, settings)));
    }

    private static void Round(
        List<(string Path, Projection Layer)> wave, Action read, GptqSpec settings, Action<string, GptqMatrix> done)
    {
        using var capture = new ActivationCapture(wave.Select(one => (one.Path, (TokenLayer)one.Layer)), CalibrationNeeds.Hessian);
        read();
        capture.RequireFinite();
        foreach (var (path, layer) in wave)
        {
            using var hessian = capture.Find(path)?.Products();
            done(path, Round(layer, hessian, settings));
        }
    }

    private static GptqMatrix Round(Projection layer, Tensor? hessian, GptqSpec settings)
    {
        using var whole = layer.Whole();
        var matrix = GptqRounding.Round(whole, hessian, settings);
        using var decoded = matrix.Decode();
        layer.Replace(decoded);
        return matrix;
    }

    /// <summary>The projections that the format holds: where rows or columns do not come by eight, a weight stays as it is.</summary>
    private static IReadOnlyList<(string Path, Projection Layer)> Targets(LanguageModel model, GptqSpec settings)
    {
        const int pack = GptqMatrix.Pack;
        var all = BlockProjections.Of(model).Where(one => one.Layer.Inputs % pack == 0 && one.Layer.Outputs % pack == 0).ToArray();
        if (all.Length == 0) throw new NotSupportedException($"{model.GetName()} has no projection whose rows and columns come by {pack}");
        foreach (var (path, layer) in all)
            if (settings.Group > 0 && layer.Inputs % settings.Group != 0)
                throw new NotSupportedException($"{path} has {layer.Inputs} columns, which groups of {settings.Group} do not divide");
        return all;
    }
}
