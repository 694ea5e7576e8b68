using static TorchSharp.torch;

namespace Pipelines.Models;

/// <summary>
/// GPTQ in 4 bits as AutoGPTQ and GPTQModel write it and vLLM and transformers read it: of each projection <c>qweight</c> [in / 8, out]
/// with eight rows in an integer, <c>qzeros</c> [groups, out / 8] with eight columns in an integer, <c>scales</c> [groups, out], and
/// <c>g_idx</c> [in], the group of each row. W[o, i] = scales[g, o] · (q[i, o] − z[g, o]), where the format <c>gptq</c> holds z − 1 and
/// <c>gptq_v2</c> holds z.
/// </summary>
/// <param name="Group">rows that share a scale; −1 for all</param>
/// <param name="ZeroOffset">what is added to the zeros of the file</param>
internal sealed record GptqLayout(int Group, int ZeroOffset) : QuantizedLayout
{
    /// <summary>Its <c>quant_method</c>.</summary>
    public const string Method = "gptq";

    private const int Pack = 8;

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Parts => ["qweight", "qzeros", "scales", "g_idx"];

    /// <summary>Reads a <c>quantization_config</c>.</summary>
    /// <exception cref="HuggingFaceException">it has other bits, or is of another format</exception>
    public static GptqLayout Of(ConfigSection config)
    {
        config.Only("bits", "4");
        var format = config.OneOf("checkpoint_format", "gptq", "gptq", "gptq_v2");
        return new(config.Int("group_size", -1, least: -1), format == "gptq" ? 1 : 0);
    }

    /// <inheritdoc/>
    protected override Tensor Decode(StoredValues values, string path, long rows, long columns)
    {
        var group = Group <= 0 ? columns : Group;
        var groups = (columns + group - 1) / group;
        var codes = values.Integers($"{path}.qweight", columns / Pack, rows);
        var zeros = values.Integers($"{path}.qzeros", groups, rows / Pack);
        var scales = values.Reals($"{path}.scales", groups, rows);
        var groupOf = values.Has($"{path}.g_idx")
            ? values.Integers($"{path}.g_idx", columns)
            : [.. Enumerable.Range(0, (int)columns).Select(column => column / (int)group)];
        if (Array.Exists(groupOf, one => one < 0 || one >= groups))
            throw new HuggingFaceException(path, "g_idx", $"names a group that is not one of {groups}");

        var matrix = new float[rows * columns];
        Parallel.For(0, (int)rows, row =>
        {
            for (var column = 0; column < columns; column++)
            {
                var place = groupOf[column];
                var zero = ((zeros[(place * (rows / Pack)) + (row / Pack)] >> (row % Pack * 4)) & 15) + ZeroOffset;
                var code = (codes[(column / Pack * rows) + row] >> (column % Pack * 4)) & 15;
                matrix[(row * columns) + column] = scales[(place * rows) + row] * (code - zero);
            }
        });
        return tensor(matrix, [rows, columns]);
    }
}
