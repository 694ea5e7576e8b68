using static TorchSharp.torch;

namespace Pipelines.Models;

/// <summary>
/// Eight bits with a scale for each output channel as compressed-tensors' <c>pack-quantized</c> holds them: of each projection
/// <c>weight_packed</c> [out, ⌈in / 4⌉] with four columns in an integer, the first in its lowest bits, each 128 greater than its code;
/// <c>weight_scale</c> [out, 1]; <c>weight_shape</c> [2]. W[o, i] = scale[o] · code[o, i].
/// </summary>
internal sealed record Int8Layout : QuantizedLayout
{
    /// <summary>Its <c>quant_method</c>.</summary>
    public const string Method = "compressed-tensors";

    private const int Pack = 4, Zero = 128;

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Parts => ["weight_packed", "weight_scale", "weight_shape"];

    /// <summary>Reads a <c>quantization_config</c>.</summary>
    /// <exception cref="HuggingFaceException">it describes something else than 8 bits by channel</exception>
    public static Int8Layout Of(ConfigSection config)
    {
        config.OneOf("format", "pack-quantized", "pack-quantized");
        var groups = config.Section("config_groups") ?? throw config.Wrong("config_groups", "is missing");
        foreach (var name in groups.Unread.ToArray())
        {
            var group = groups.Section(name) ?? throw groups.Wrong(name, "is missing");
            if (group.Has("input_activations")) throw group.Wrong("input_activations", "quantized activations are not supported");
            var weights = group.Section("weights") ?? throw group.Wrong("weights", "is missing");
            weights.Only("num_bits", "8");
            weights.Only("type", "\"int\"");
            weights.Only("symmetric", "true");
            weights.Only("strategy", "\"channel\"");
        }
        return new();
    }

    /// <inheritdoc/>
    protected override Tensor Decode(StoredValues values, string path, long rows, long columns)
    {
        var wide = (columns + Pack - 1) / Pack;
        var codes = values.Integers($"{path}.weight_packed", rows, wide);
        var scales = values.Reals($"{path}.weight_scale", rows, 1);
        var matrix = new float[rows * columns];
        Parallel.For(0, (int)rows, row =>
        {
            for (var column = 0; column < columns; column++)
            {
                var code = ((codes[(row * wide) + (column / Pack)] >> (column % Pack * 8)) & 255) - Zero;
                matrix[(row * columns) + column] = scales[row] * code;
            }
        });
        return tensor(matrix, [rows, columns]);
    }
}
