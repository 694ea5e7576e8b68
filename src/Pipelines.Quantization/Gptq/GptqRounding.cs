using System.Numerics;
using Pipelines.Spec;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Quantization;

/// <summary>
/// Rounds a matrix to 4 bits column by column; what a column's rounding changes in the products with typical rows, the columns after it
/// make up for (GPTQ: Frantar et al., arXiv:2210.17323, algorithm 1). Rows are independent. A block of columns is worked on at a time, and
/// the columns behind it learn of the block's errors in one product.
/// </summary>
internal sealed unsafe class GptqRounding
{
    private const int MostBlock = 128;

    private readonly int rows, columns, group;
    private readonly int[] order;
    private readonly Tensor? factor;
    private readonly byte[] levels;
    private readonly Half[] scales;

    private GptqRounding(int rows, int columns, int group, int[] order, Tensor? factor)
    {
        (this.rows, this.columns, this.group, this.order, this.factor) = (rows, columns, group, order, factor);
        levels = new byte[(long)rows * columns];
        scales = new Half[(long)columns / group * rows];
    }

    /// <summary>Rounds a matrix.</summary>
    /// <param name="weight">[out, in], float32; both multiples of 8, and in of the group</param>
    /// <param name="hessian">
    /// mean of x · xᵀ over what the matrix is multiplied by, [in, in], float64; null to round each weight to the nearest level
    /// </param>
    /// <param name="settings">groups, order, damping</param>
    /// <exception cref="ArgumentException">sizes do not divide, or weights are not finite</exception>
    /// <exception cref="InvalidOperationException">the Hessian is singular, and damped too little</exception>
    public static GptqMatrix Round(Tensor weight, Tensor? hessian, GptqSpec settings)
    {
        using var untracked = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var (rows, columns) = ((int)weight.shape[0], (int)weight.shape[1]);
        var group = settings.Group == 0 ? columns : settings.Group;
        if (rows % GptqMatrix.Pack != 0 || columns % GptqMatrix.Pack != 0 || columns % group != 0)
        {
            throw new ArgumentException(
                $"[{rows}, {columns}] does not divide by {GptqMatrix.Pack}, and into groups of {group}", nameof(weight));
        }
        if (!double.IsFinite(weight.sum().item<float>())) throw new ArgumentException("weights are not finite", nameof(weight));

        var order = Order(columns, settings.ActOrder ? hessian : null);
        var places = torch.tensor(Array.ConvertAll(order, column => (long)column));
        var factor = hessian is null
            ? null
            : InverseFactor.Of(hessian.index_select(0, places).index_select(1, places), settings.Damping);
        var rounding = new GptqRounding(rows, columns, group, order, factor);
        rounding.Run(weight.index_select(1, places));
        return rounding.Packed();
    }

    /// <summary>Columns in the order in which they are rounded: by the size of what they are multiplied by, or as they come.</summary>
    private static int[] Order(int columns, Tensor? hessian)
    {
        var order = Enumerable.Range(0, columns);
        if (hessian is null) return [.. order];
        var squares = hessian.diagonal().data<double>().ToArray();
        return [.. order.OrderByDescending(column => squares[column])];
    }

    /// <param name="w">[out, in], float32, contiguous, with columns in their order; overwritten</param>
    private void Run(Tensor w)
    {
        var errors = torch.zeros([rows, MostBlock], ScalarType.Float32);
        fixed (byte* weights = w.bytes, wrong = errors.bytes, inverse = factor is null ? default : factor.bytes)
        {
            var (from, into, by) = ((nint)weights, (nint)wrong, (nint)inverse);
            for (int begin = 0, end; begin < columns; begin = end)
            {
                var first = begin;
                var width = (end = BlockEnd(begin)) - begin;
                Parallel.For(0, rows, row => RoundRow(
                    row, first, width, (float*)from + (long)row * columns, (float*)into + (long)row * MostBlock, (float*)by));
                if (factor is not null && end < columns) Spread(w, errors, begin, end);
            }
        }
    }

    /// <summary>
    /// A block ends where a group does, so that a group's scale is of weights that have learned of every error before it.
    /// </summary>
    private int BlockEnd(int begin) => group <= MostBlock
        ? Math.Min(columns, begin + (MostBlock / group * group))
        : Math.Min(begin + MostBlock, ((begin / group) + 1) * group);

    /// <param name="row">the row's number</param>
    /// <param name="begin">the block's first column</param>
    /// <param name="width">its columns</param>
    /// <param name="w">the row's weights, from the first column on</param>
    /// <param name="errors">where the block's errors go, each over the factor's diagonal</param>
    /// <param name="inverse">the factor, or null</param>
    private void RoundRow(int row, int begin, int width, float* w, float* errors, float* inverse)
    {
        var scale = 0f;
        if (begin % group != 0) scale = (float)scales[(long)(begin / group) * rows + row];
        for (var i = begin; i < begin + width; i++)
        {
            if (i % group == 0)
            {
                var found = GroupScale.Of(new ReadOnlySpan<float>(w + i, group));
                scales[(long)(i / group) * rows + row] = found;
                scale = (float)found;
            }
            var level = GroupScale.Level(w[i], scale);
            levels[(long)row * columns + i] = (byte)(level + GptqMatrix.Zero);
            if (inverse is null) continue;
            var line = inverse + (long)i * columns;
            var error = (w[i] - (scale * level)) / line[i];
            errors[i - begin] = error;
            Subtract(w + i + 1, line + i + 1, error, begin + width - i - 1);
        }
    }

    /// <summary>w ← w − error · line.</summary>
    private static void Subtract(float* w, float* line, float error, int count)
    {
        var (i, wide) = (0, new Vector<float>(error));
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
            Vector.Store(Vector.Load(w + i) - (wide * Vector.Load(line + i)), w + i);
        for (; i < count; i++) w[i] -= error * line[i];
    }

    /// <summary>Takes the errors of a block off the columns behind it.</summary>
    private void Spread(Tensor w, Tensor errors, int begin, int end)
    {
        using var behind = w.narrow(1, end, columns - end);                  // [out, rest]
        using var own = errors.narrow(1, 0, end - begin);                    // [out, block]
        using var lines = factor!.narrow(0, begin, end - begin);             // [block, in]
        using var by = lines.narrow(1, end, columns - end);                  // [block, rest]
        behind.addmm_(own, by, beta: 1, alpha: -1);
    }

    /// <summary>The result, with columns where they were.</summary>
    private GptqMatrix Packed()
    {
        var codes = new int[(long)columns / GptqMatrix.Pack * rows];
        var groups = new int[columns];
        for (var i = 0; i < columns; i++)
        {
            var column = order[i];
            groups[column] = i / group;
            var (line, shift) = ((long)column / GptqMatrix.Pack * rows, column % GptqMatrix.Pack * 4);
            for (var row = 0; row < rows; row++) codes[line + row] |= levels[(long)row * columns + i] << shift;
        }
        return new(rows, columns, codes, scales, groups);
    }
}
