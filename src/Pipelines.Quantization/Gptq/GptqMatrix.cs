using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Quantization;

/// <summary>
/// A matrix in 4 bits as GPTQ's checkpoints hold it (AutoGPTQ's format <c>gptq</c>): W[o, i] = scale[g, o] · (code[o, i] − 8), where g is
/// the group of column i.
/// </summary>
/// <param name="Rows">rows of the matrix (out); a multiple of 8</param>
/// <param name="Columns">columns of the matrix (in); a multiple of 8</param>
/// <param name="Codes">
/// codes from 0 to 15 of eight columns of a row in an integer, the first in its lowest bits: [in / 8, out] (<c>qweight</c>)
/// </param>
/// <param name="Scales">[groups, out] (<c>scales</c>)</param>
/// <param name="GroupOf">the group of each column, [in] (<c>g_idx</c>)</param>
public sealed record GptqMatrix(int Rows, int Columns, int[] Codes, Half[] Scales, int[] GroupOf)
{
    /// <summary>The code of zero: codes are of −8 to 7 scales.</summary>
    public const int Zero = 8;

    /// <summary>Codes in an integer.</summary>
    internal const int Pack = 8;

    /// <summary>Groups of columns.</summary>
    public int Groups => Scales.Length / Rows;

    /// <summary>The code of an element.</summary>
    internal int CodeAt(int row, int column) => (Codes[column / Pack * Rows + row] >> (column % Pack * 4)) & 15;

    /// <summary>The matrix, [out, in], float32: a tensor of its own.</summary>
    public Tensor Decode()
    {
        var values = new float[(long)Rows * Columns];
        Parallel.For(0, Rows, row =>
        {
            for (var column = 0; column < Columns; column++)
            {
                var scale = (float)Scales[GroupOf[column] * Rows + row];
                values[(long)row * Columns + column] = scale * (CodeAt(row, column) - Zero);
            }
        });
        return torch.tensor(values, [Rows, Columns]);
    }
}
