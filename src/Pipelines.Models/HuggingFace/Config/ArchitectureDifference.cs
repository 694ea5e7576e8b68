using System.Globalization;
using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary>What tells two architectures apart in what they compute. What counts in training alone does not.</summary>
internal static class ArchitectureDifference
{
    /// <summary>Settings of parts that change no result of a trained model.</summary>
    private static readonly HashSet<string> TrainingOnly = ["balance_rate", "balance_loss", "z_loss", "chunk"];

    /// <summary>
    /// The first difference, for people; null when there is none. The vocabulary counts, and the context where positions are learned.
    /// </summary>
    public static string? Of(ModelSpec wanted, ModelSpec found)
    {
        if (wanted.Vocab.Size != found.Vocab.Size) return $"vocab is {wanted.Vocab.Size} instead of {found.Vocab.Size}";
        var model = found.Architecture;
        return Of(wanted.Architecture, model.Positions is LearnedPositions ? model : model with { Context = wanted.Architecture.Context });
    }

    /// <summary>The first difference, for people: <c>layer 2: window is 128 instead of none</c>; null when there is none.</summary>
    public static string? Of(Architecture wanted, Architecture found)
    {
        var sizes = Settings(wanted).Zip(Settings(found)).FirstOrDefault(pair => !Same(pair.First.Value, pair.Second.Value));
        if (sizes.First.Key is not null) return Say(sizes.First.Key, sizes.First.Value, sizes.Second.Value);
        return wanted.Blocks.Zip(found.Blocks).Select((pair, layer) => Of(pair.First, pair.Second) is { } difference
            ? $"layer {layer}: {difference}"
            : null).FirstOrDefault(difference => difference is not null);
    }

    private static string? Of(BlockSpec wanted, BlockSpec found)
    {
        if (wanted.Norm.Structure != found.Norm.Structure) return Say("norm", wanted.Norm.Structure, found.Norm.Structure);
        if (!Same(wanted.Norm.Eps, found.Norm.Eps)) return Say("norm.eps", wanted.Norm.Eps, found.Norm.Eps);
        if (wanted.Placement != found.Placement) return Say("norm placement", wanted.Placement, found.Placement);
        if (wanted.Residual != found.Residual) return Say("residual", wanted.Residual, found.Residual);
        return Of(wanted.Mixer, found.Mixer) ?? Of(wanted.FeedForward, found.FeedForward);
    }

    private static string? Of(PartSpec wanted, PartSpec found)
    {
        if (wanted.Word != found.Word) return $"{wanted.Word} instead of {found.Word}";
        var values = found.Settings.ToDictionary(setting => setting.Key, setting => setting.Value);
        foreach (var (key, value) in wanted.Settings.Where(setting => !TrainingOnly.Contains(setting.Key)))
        {
            if (!values.Remove(key, out var other)) return Say(key, value, null);
            if (!Same(value, other)) return Say(key, value, other);
        }
        var left = values.FirstOrDefault(pair => !TrainingOnly.Contains(pair.Key) && pair.Value is not null);
        return left.Key is null ? null : Say(left.Key, null, left.Value);
    }

    private static IEnumerable<PartSetting> Settings(Architecture model) =>
    [
        new("dim", model.Dim), new("context", model.Context), new("positions", model.Positions.Word), new("layers", model.Depth),
        new("final norm", model.FinalNorm?.Structure), new("final norm.eps", model.FinalNorm?.Eps), new("tied", model.TiedEmbeddings),
        new("scaled_embedding", model.ScaledEmbedding),
        new("embedding_multiplier", model.EmbeddingMultiplier), new("residual_multiplier", model.ResidualMultiplier),
        new("logits_scaling", model.LogitsScaling), new("embedding norm", model.EmbeddingNorm?.Structure), new("token types", model.TokenTypes),
        new("logit_softcap", model.LogitSoftcap),
    ];

    /// <summary>Numbers that were written as text, as the square of a root or in single precision are the same all the same.</summary>
    private static bool Same(object? a, object? b) => (a, b) switch
    {
        (double x, double y) => Math.Abs(x - y) <= 1e-7 * Math.Max(Math.Abs(x), Math.Abs(y)),
        (EquatableArray<double> x, EquatableArray<double> y) => x.Count == y.Count && x.Zip(y).All(pair => Same(pair.First, pair.Second)),
        _ => Equals(a, b),
    };

    private static string Say(string key, object? wanted, object? found) => $"{key} is {Text(wanted)} instead of {Text(found)}";

    private static string Text(object? value) => value switch
    {
        null => "none",
        EquatableArray<double> numbers => $"[{string.Join(", ", numbers.Select(number => Text(number)))}]",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture).ToLowerInvariant(),
        _ => value.ToString()!.ToLowerInvariant(),
    };
}
