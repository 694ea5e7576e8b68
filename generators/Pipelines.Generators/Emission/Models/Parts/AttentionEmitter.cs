using Pipelines.Spec;

namespace Pipelines.Generators.Emission.Models;

/// <summary>Softmax attention with projections of their own for queries, keys and values.</summary>
internal static class AttentionEmitter
{
    /// <summary>The line by which <c>From</c> gets at the settings of any attention.</summary>
    public const string Local = "var attention = (AttentionSpec)block.Mixer;";

    public static Part Part(AttentionSpec attention, PartSite site)
    {
        var arguments = Heads(attention, site);
        if (attention.QkvBias) arguments.Add("qkvBias: true");
        if (attention.OutBias) arguments.Add("outBias: true");
        arguments.AddRange(Scores(attention, site.Sizes));
        if (attention.QkNorm != QkNorm.None) arguments.Add($"qkNorm: {site.NormEps}");
        if (attention.QkNorm != QkNorm.None && site.UnitOffset) arguments.Add("unitOffset: true");
        if (attention.QkNorm == QkNorm.Whole) arguments.Add("wholeQkNorm: true");
        if (!attention.Causal) arguments.Add("causal: false");
        if (attention.Alibi) arguments.Add("alibi: true");
        if (attention.Cross) arguments.Add("cross: true");
        if (attention.Sinks) arguments.Add("sinks: true");

        var (queries, keys) = ($"{attention.Heads} × {attention.HeadDim}", $"{attention.KvHeads} × {attention.HeadDim}");
        return new(
            "Attention",
            string.Join(", ", arguments),
            $"q {site.Dim} → {queries}; k, v {site.Dim} → {keys}; o {queries} → {site.Dim}{Biases(attention)}",
            Words(attention, attention.KvHeads == attention.Heads ? queries : $"{queries} over {attention.KvHeads} key–value heads"))
        {
            Local = Local,
        };
    }

    /// <summary>The arguments that any attention begins with, from the width to the device.</summary>
    public static List<string> Heads(AttentionSpec attention, PartSite site)
    {
        var sizes = site.Sizes;
        var heads = sizes.Whole("Heads", "Attention", attention.Heads, "attention.Heads", "query heads");
        var kvHeads = sizes.Whole(
            "KvHeads", "Attention", attention.KvHeads, "attention.KvHeads", """key–value heads; divides <paramref name="Heads"/>""");
        var headDim = sizes.Whole("HeadDim", "Attention", attention.HeadDim, "attention.HeadDim", "width of a head");
        return ["o.Dim", heads, kvHeads, headDim, site.Rotary is null ? "null" : "rope", "o.Dropout", "device"];
    }

    /// <summary>The arguments that say how scores are made: window, soft-cap, scale.</summary>
    public static IEnumerable<string> Scores(AttentionSpec attention, SizeList sizes)
    {
        if (attention.Window is { } window)
        {
            yield return "window: " + sizes.Whole(
                "Window", "Attention", window, "attention.Window!.Value", "how many tokens back a token sees, itself included");
        }
        if (attention.Softcap is { } softcap)
        {
            yield return "softcap: " + sizes.Number(
                "ScoreSoftcap", "Attention", softcap, "attention.Softcap!.Value", "c in c·tanh(score / c)");
        }
        if (attention.Scale is { } scale)
            yield return "scale: " + sizes.Number("ScoreScale", "Attention", scale, "attention.Scale!.Value", "factor of the scores");
    }

    /// <summary><c>attention 6 × 32, window 128</c>.</summary>
    public static string Words(AttentionSpec attention, string heads)
    {
        var kind = attention.Cross ? "cross attention" : attention.Causal ? "attention" : "attention in both directions";
        return attention.Window is { } window ? $"{kind} {heads}, window {window}" : $"{kind} {heads}";
    }

    private static string Biases(AttentionSpec attention) => (attention.QkvBias, attention.OutBias) switch
    {
        (true, true) => ", with biases",
        (true, false) => ", with biases on q, k, v",
        (false, true) => ", with a bias on o",
        _ => "",
    };
}
