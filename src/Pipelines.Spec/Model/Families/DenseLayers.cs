using System.Globalization;
using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary><c>dense_layers</c>: how many blocks at the beginning have no experts.</summary>
internal static class DenseLayers
{
    /// <summary>The block at a place, with <paramref name="mixer"/>.</summary>
    public static string Block(int index, Values values, string mixer) =>
        index < values.Get(FamilySettings.DenseLayers) ? mixer : $"{{ mixer: {mixer}, ffn: moe }}";

    /// <summary>They are no more than there are blocks.</summary>
    public static bool Check(Values values, Reading reading)
    {
        if (!values.Valid(FamilySettings.DenseLayers)) return false;
        int dense = values.Get(FamilySettings.DenseLayers), layers = Periods.Layers(values);
        return dense <= layers || reading.Report(
            Rules.PatternOfLayers, values.At(FamilySettings.DenseLayers),
            $"dense_layers {dense} is more than the {layers} layers; nearest: {layers}");
    }

    /// <summary>The setting that gives an architecture's blocks.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Of(Architecture model)
    {
        var dense = model.Blocks.TakeWhile(block => block.FeedForward is not MoeSpec).Count();
        yield return new(FamilySettings.DenseLayers.Key, dense.ToString(CultureInfo.InvariantCulture));
    }
}
