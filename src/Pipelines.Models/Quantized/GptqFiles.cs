using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Pipelines.Formats.Safetensors;
using Pipelines.Quantization;

namespace Pipelines.Models;

/// <summary>Writes matrices of GPTQ in <see cref="GptqLayout"/>, format <c>gptq</c>.</summary>
/// <param name="weights">the matrices</param>
internal sealed class GptqFiles(GptqWeights weights) : IQuantizedFiles
{
    /// <summary>Eight zeros, which the format holds less one.</summary>
    private const int Zeros = (GptqMatrix.Zero - 1) * 0x11111111;

    /// <inheritdoc/>
    public IEnumerable<string> Paths => weights.Matrices.Keys;

    /// <inheritdoc/>
    public IEnumerable<SafetensorsSource> Tensors(string path)
    {
        var matrix = weights.Matrices[path];
        var zeros = new int[matrix.Groups * matrix.Rows / 8];
        Array.Fill(zeros, Zeros);
        return
        [
            new($"{path}.qweight", SafetensorsType.I32, [matrix.Columns / 8, matrix.Rows], stream => Write<int>(stream, matrix.Codes)),
            new($"{path}.qzeros", SafetensorsType.I32, [matrix.Groups, matrix.Rows / 8], stream => Write<int>(stream, zeros)),
            new($"{path}.scales", SafetensorsType.F16, [matrix.Groups, matrix.Rows], stream => Write<Half>(stream, matrix.Scales)),
            new($"{path}.g_idx", SafetensorsType.I32, [matrix.Columns], stream => Write<int>(stream, matrix.GroupOf)),
        ];
    }

    /// <inheritdoc/>
    public void Describe(ConfigWriter config, IReadOnlyList<string> whole)
    {
        var settings = weights.Settings;
        config.Add("bits", 4);
        config.Add("group_size", settings.Group == 0 ? -1 : settings.Group);
        config.Add("damp_percent", settings.Damping);
        config.Add("desc_act", settings.ActOrder);
        config.Add("static_groups", false);
        config.Add("sym", true);
        config.Add("true_sequential", true);
        config.Add("lm_head", false);
        config.Add("quant_method", GptqLayout.Method);
        config.Add("checkpoint_format", "gptq");
        config.Add("block_name_to_quantize", Split(Paths.First()).Blocks);
        var left = whole.Where(path => Split(path).Within.Length > 0).ToArray();
        if (left.Length == 0) return;
        // transformers goes by what is quantized, vLLM and GPTQModel by what is not.
        config.Add("modules_in_block_to_quantize", new[] { Paths.Select(path => Split(path).Within).Distinct().ToArray() });
        config.Add("dynamic", rules =>
        {
            foreach (var path in left) rules.Add($"-:^{Regex.Escape(path)}$", _ => { });
        });
    }

    /// <summary>What stands before the first number of a path, and what stands behind it.</summary>
    private static (string Blocks, string Within) Split(string path)
    {
        var steps = path.Split('.');
        var number = Array.FindIndex(steps, step => step.All(char.IsAsciiDigit));
        return number < 0 ? (path, "") : (string.Join('.', steps[..number]), string.Join('.', steps[(number + 1)..]));
    }

    private static void Write<T>(Stream stream, T[] values) where T : unmanaged => stream.Write(MemoryMarshal.AsBytes(values.AsSpan()));
}
