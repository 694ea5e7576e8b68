using Pipelines.Formats.Safetensors;

namespace Pipelines.Modules;

/// <summary>
/// Experts that a file holds in two tensors a layer: <c>experts.gate_up_proj</c> [experts, 2 · hidden, dim], the gates' rows before
/// the others', and <c>experts.down_proj</c> [experts, dim, hidden].
/// </summary>
internal static class FusedExperts
{
    private const string Step = ".experts.";

    /// <summary>The rows of the weight <c>….experts.j.gate_proj.weight</c> or one of its kind; null when the file has none.</summary>
    /// <param name="file">the open file</param>
    /// <param name="name">a name that the file may use for a tensor of its own</param>
    public static WeightSource? Find(SafetensorsCheckpoint file, string name)
    {
        var at = name.IndexOf(Step, StringComparison.Ordinal);
        if (at < 0) return null;
        var steps = name[(at + Step.Length)..].Split('.');
        if (steps is not [var number, var projection, "weight"] || !int.TryParse(number, out var expert)) return null;
        return projection switch
        {
            "gate_proj" or "w1" => Rows("gate_up_proj", 0, 2),
            "up_proj" or "w3" => Rows("gate_up_proj", 1, 2),
            "down_proj" or "w2" => Rows("down_proj", 0, 1),
            _ => null,
        };

        WeightSource? Rows(string fused, int part, int parts)
        {
            var below = name[..at];
            var found = file.Find($"{below}{Step}{fused}")
                ?? file.Find($"{below.Replace(".block_sparse_moe", ".mlp", StringComparison.Ordinal)}{Step}{fused}");
            if (found is not { Shape: [var experts, var rows, var columns] } || expert >= experts || rows % parts != 0) return null;
            var height = rows / parts;
            return new(found, (expert * rows + part * height) * columns, [height, columns]);
        }
    }
}
