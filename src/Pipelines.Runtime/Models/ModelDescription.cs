using System.Globalization;
using Pipelines.Runtime.Terminal;
using Pipelines.Spec;

namespace Pipelines.Runtime.Models;

/// <summary>Shows a model: its modules with their shapes, weights and shares of the work, and what all of it comes to.</summary>
public static class ModelDescription
{
    /// <summary>Writes the tree of modules and the totals. Operations are those of the last token of a full context.</summary>
    /// <param name="output">where</param>
    /// <param name="model">the model</param>
    /// <param name="vocab">number of tokens</param>
    public static void Write(TextWriter output, ModelSpec model, int vocab)
    {
        var cost = CostModel.Of(model, vocab);
        var tree = ModuleTree.Of(cost.Nodes);
        var table = new TextTable(model.Name, "shape", "parameters", "FLOPs");
        AddRows(table, tree, "", cost.FlopsPerToken);
        output.Write(table);
        output.WriteLine();
        var architecture = model.Architecture;
        output.WriteLine($" {architecture.Depth} layers of width {architecture.Dim}, {vocab:N0} tokens, context {architecture.Context:N0}");
        var active = cost.ActiveParameters == cost.Parameters ? "" : $", {Quantity.Count(cost.ActiveParameters)} of them active for a token";
        output.WriteLine($" {Quantity.Count(cost.Parameters)} parameters ({cost.Parameters.ToString("N0", CultureInfo.InvariantCulture)}){active}");
        output.WriteLine($" {Quantity.Count(cost.FlopsPerToken)}FLOP a token at the end of a full context");
        output.WriteLine($" {Quantity.Bytes(cost.KvBytesPerToken)} of keys and values a token, {Quantity.Bytes(cost.StateBytes)} of state a sequence");
    }

    private static void AddRows(TextTable table, ModuleTree above, string indent, long flops)
    {
        var groups = above.Groups().ToArray();
        foreach (var (name, count, first) in groups)
        {
            var last = name == groups[^1].Name;
            var (branch, below) = indent.Length == 0 && above.Name.Length == 0 ? ("", "") : last ? ("└─ ", "   ") : ("├─ ", "│  ");
            var times = count == 1 ? "" : $" ({count} ×)";
            table.Add(
                $"{indent}{branch}{name}{times}", first.Shapes,
                first.Parameters == 0 ? null : Quantity.Count((double)first.Parameters * count),
                Share((double)first.Flops * count / Math.Max(flops, 1)));
            AddRows(table, first, indent.Length == 0 && above.Name.Length == 0 ? " " : indent + below, flops);
        }
    }

    private static string? Share(double share) =>
        share == 0 ? null : share < 0.0005 ? "< 0.1 %" : share.ToString("0.0 %", CultureInfo.InvariantCulture);
}
