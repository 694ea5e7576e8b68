using System.Runtime.InteropServices;
using Pipelines.Formats.Safetensors;
using Pipelines.Quantization;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Models;

/// <summary>Writes matrices of 8 bits in <see cref="Int8Layout"/>.</summary>
/// <param name="weights">the matrices</param>
internal sealed class Int8Files(Int8Weights weights) : IQuantizedFiles
{
    /// <inheritdoc/>
    public IEnumerable<string> Paths => weights.Matrices.Keys;

    /// <inheritdoc/>
    public IEnumerable<SafetensorsSource> Tensors(string path)
    {
        var matrix = weights.Matrices[path];
        var type = weights.Type switch
        {
            ScalarType.Float16 => SafetensorsType.F16,
            ScalarType.BFloat16 => SafetensorsType.BF16,
            _ => SafetensorsType.F32,
        };
        var wide = (matrix.Columns + 3) / 4;
        return
        [
            new($"{path}.weight_packed", SafetensorsType.I32, [matrix.Rows, wide], stream => WriteCodes(stream, matrix)),
            new($"{path}.weight_scale", type, [matrix.Rows, 1], stream => WriteScales(stream, matrix)),
            new(
                $"{path}.weight_shape", SafetensorsType.I64, [2],
                stream => stream.Write(MemoryMarshal.AsBytes<long>([matrix.Rows, matrix.Columns]))),
        ];
    }

    /// <inheritdoc/>
    public void Describe(ConfigWriter config, IReadOnlyList<string> whole)
    {
        config.Add("quant_method", Int8Layout.Method);
        config.Add("format", "pack-quantized");
        config.Add("quantization_status", "compressed");
        config.Add("global_compression_ratio", (object?)null);
        config.Add("kv_cache_scheme", (object?)null);
        config.Add("ignore", whole.Append("lm_head").Distinct().ToArray());
        config.Add("config_groups", groups => groups.Add("group_0", group =>
        {
            group.Add("targets", new[] { "Linear" });
            group.Add("input_activations", (object?)null);
            group.Add("output_activations", (object?)null);
            group.Add("weights", scheme =>
            {
                scheme.Add("num_bits", 8);
                scheme.Add("type", "int");
                scheme.Add("symmetric", true);
                scheme.Add("strategy", "channel");
                scheme.Add("group_size", (object?)null);
                scheme.Add("block_structure", (object?)null);
                scheme.Add("actorder", (object?)null);
                scheme.Add("dynamic", false);
                scheme.Add("observer", "minmax");
                scheme.Add("observer_kwargs", _ => { });
            });
        }));
    }

    /// <summary>Rows that four do not divide end in zero bytes.</summary>
    private static void WriteCodes(Stream stream, Int8Matrix matrix)
    {
        var line = new byte[(matrix.Columns + 3) / 4 * 4];
        for (var row = 0; row < matrix.Rows; row++)
        {
            var codes = matrix.Codes.AsSpan(row * matrix.Columns, matrix.Columns);
            for (var i = 0; i < codes.Length; i++) line[i] = (byte)(codes[i] + 128);
            stream.Write(line);
        }
    }

    private void WriteScales(Stream stream, Int8Matrix matrix)
    {
        using var scales = torch.tensor(matrix.Scales);
        using var typed = scales.to_type(weights.Type);
        stream.Write(typed.bytes);
    }
}
