using System.Globalization;
using Pipelines.Modules;
using Pipelines.Runtime.Terminal;
using Pipelines.Spec;
using TorchSharp;

namespace Pipelines.Runtime.Stages;

/// <summary>The adapter that a stage trains, from its settings.</summary>
internal static class StageAdapter
{
    /// <summary>Puts a fresh adapter beside a model's weights.</summary>
    /// <param name="model">the model, whose weights it freezes</param>
    /// <param name="spec">which</param>
    /// <param name="seed">of its first weights, so that they are the same whenever the stage runs</param>
    /// <exception cref="PipelineException">a target matches nothing</exception>
    public static AdapterSet Attach(LanguageModel model, AdapterSpec spec, long seed)
    {
        torch.random.manual_seed(seed);
        try
        {
            return AdapterSet.Attach(model, new AdapterOptions(
                spec.Rank, spec.Alpha, spec.Dropout, [.. spec.Targets], spec.RankStabilized, spec.Init == AdapterInit.Gaussian,
                Magnitudes: spec.Kind == AdapterKind.Dora, Quantized: spec.Kind == AdapterKind.Qlora));
        }
        catch (AdapterTargetException e)
        {
            throw new PipelineException(e.Message, e);
        }
    }

    /// <summary>What is trained: a row for the projections of each name and size, and the sum.</summary>
    public static string Table(AdapterSet set)
    {
        var table = new TextTable("projection", "count", "in", "out", "rank", "scale", "trainable");
        foreach (var group in set.Rows.GroupBy(row => (Name(row.Path), row.Inputs, row.Outputs, row.Rank, row.Scale)))
            table.Add(
                group.Key.Item1, Text(group.Count()), Text(group.Key.Inputs), Text(group.Key.Outputs), Text(group.Key.Rank),
                group.Key.Scale.ToString("0.###", CultureInfo.InvariantCulture), Text(group.Sum(row => row.Trainable)));
        var share = 100.0 * set.Trainable / set.Total;
        return $"{table}{Text(set.Trainable)} of {Text(set.Total)} numbers are trained ({share.ToString("0.##", CultureInfo.InvariantCulture)} %)";
    }

    private static string Name(string path) => path[(path.LastIndexOf('.') + 1)..];

    private static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
