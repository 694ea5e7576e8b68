using Pipelines.Spec;

namespace Pipelines.Generators.Emission.Models;

/// <summary>Causal attention, as Llama's checkpoints split it into four projections or GPT-2's into two.</summary>
internal static class AttentionEmitter
{
    private const string Local = "var attention = (AttentionSpec)block.Mixer;";

    /// <summary>q, k, v and o projections, grouped heads, rotary positions.</summary>
    public static Part Llama(AttentionSpec attention, int dim)
    {
        var (heads, keys) = ($"{attention.Heads} × {attention.HeadDim}", $"{attention.KvHeads} × {attention.HeadDim}");
        var options = new List<Option>
        {
            Option.Size("Heads", attention.Heads, "attention.Heads", "query heads"),
            Option.Size("KvHeads", attention.KvHeads, "attention.KvHeads", """key–value heads; divides <paramref name="Heads"/>"""),
            Option.Size("HeadDim", attention.HeadDim, "attention.HeadDim", "width of a head"),
        };
        if (attention.Rope is { } rope)
            options.Add(Option.Number("RopeTheta", rope.Theta, "attention.Rope!.Theta", "base of the rotary wavelengths"));
        return new(
            "Attention",
            "o.Dim, o.Heads, o.KvHeads, o.HeadDim, " + (attention.Rope is null ? "null" : "rope") + ", o.Dropout, device"
            + (attention.QkvBias ? ", qkvBias: true" : "") + (attention.OutBias ? ", outBias: true" : ""),
            $"q {dim} → {heads}; k, v {dim} → {keys}; o {heads} → {dim}" + Biases(attention),
            attention.KvHeads == attention.Heads ? $"attention {heads}" : $"attention {heads} over {attention.KvHeads} key–value heads",
            options,
            Local);
    }

    /// <summary>One projection for q, k and v, one out, both with biases.</summary>
    public static Part Gpt2(AttentionSpec attention, int dim)
    {
        if (attention is not { QkvBias: true, OutBias: true, Rope: null } || attention.KvHeads != attention.Heads)
            throw new NotSupportedException("no emitter for GPT-2 attention with grouped heads, rotary positions or without biases");
        var heads = $"{attention.Heads} × {attention.HeadDim}";
        return new(
            "Gpt2Attention",
            "o.Dim, o.Heads, o.Dropout, device",
            $"q, k, v {dim} → 3 × {heads}; out {heads} → {dim}, with biases",
            $"attention {heads}",
            [Option.Size("Heads", attention.Heads, "attention.Heads", """attention heads; divides <paramref name="Dim"/>""")],
            Local);
    }

    private static string Biases(AttentionSpec attention) => (attention.QkvBias, attention.OutBias) switch
    {
        (true, true) => ", with biases",
        (true, false) => ", with biases on q, k, v",
        (false, true) => ", with a bias on o",
        _ => "",
    };
}
