using Pipelines.Spec;

namespace Pipelines.Generators.Emission.Models;

/// <summary>The documentation of a model's class: what it is, what it costs, what goes in and out.</summary>
internal static class ModelSummary
{
    /// <summary>Writes the summary.</summary>
    public static void Write(SourceWriter source, ModelView model)
    {
        var architecture = model.Architecture;
        var head = architecture.TiedEmbeddings ? "head tied to the embedding" : "head of its own";
        var family = model.Unit.Model.Family == Family.Composed ? "" : $"{model.Names.Title} family, ";
        source.Write($"""
            /// <summary>
            /// <b>{model.Unit.Model.Name}</b>: {family}{model.BlockCount} of dim {architecture.Dim}, {head}.
            """);
        foreach (var line in Costs(model.Cost)) source.Write($"/// <para>{line}.</para>");
        source.Write($"""
            /// <para>[batch, time] → [batch, time, {model.Vocab}], time ≤ {architecture.Context}.</para>
            /// </summary>
            """);
    }

    /// <summary>What it holds and computes in one line, with what decoding keeps, unless that is of two kinds.</summary>
    private static IEnumerable<string> Costs(ModelCost cost)
    {
        var active = cost.ActiveParameters == cost.Parameters ? "" : $", {DocText.Count(cost.ActiveParameters)} of them for each token";
        var size = $"{DocText.Count(cost.Parameters)} parameters{active} · {DocText.Flops(cost.FlopsPerToken)} per token";
        var cache = cost.KvBytesPerToken > 0 ? $"KV cache {DocText.Bytes(cost.KvBytesPerToken)} per token (bf16)" : "";
        var state = cost.StateBytes > 0 ? $"state {DocText.Bytes(cost.StateBytes)} per sequence" : "";
        if (cache.Length == 0 || state.Length == 0) return [string.Join(" · ", new[] { size, cache, state }.Where(part => part.Length > 0))];
        return [size, $"{cache} · {state}"];
    }
}
