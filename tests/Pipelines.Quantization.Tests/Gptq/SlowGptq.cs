using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Quantization.Tests;

/// <summary>
/// What GPTQ stands for, slowly: after each column is rounded, the columns that are left are solved for again, from the weights as they
/// were, so that the squared error of the products is least with those rounded ones as they are. In double precision, with no factor, no
/// block and no update that builds on another.
/// </summary>
internal static class SlowGptq
{
    /// <param name="weight">[out, in]</param>
    /// <param name="hessian">[in, in], float64</param>
    /// <param name="group">columns that share a scale</param>
    /// <param name="actOrder">whether the columns with the greatest diagonal come first</param>
    /// <param name="damping">the share of the mean diagonal that is added to it</param>
    /// <returns>the rounded matrix, [out, in], float64</returns>
    public static Tensor Round(Tensor weight, Tensor hessian, int group, bool actOrder, double damping)
    {
        using var scope = torch.NewDisposeScope();
        var (rows, columns) = (weight.shape[0], (int)weight.shape[1]);
        var diagonal = hessian.diagonal().data<double>().ToArray();
        var order = Enumerable.Range(0, columns).ToList();
        if (actOrder) order = [.. order.OrderByDescending(column => diagonal[column])];
        var places = torch.tensor(order.Select(column => (long)column).ToArray());
        var h = hessian.index_select(0, places).index_select(1, places);
        h += torch.eye(columns, dtype: ScalarType.Float64) * (damping * diagonal.Average());
        var given = weight.to_type(ScalarType.Float64).index_select(1, places);
        var (now, rounded) = (given.clone(), torch.zeros_like(given));
        var scales = torch.ones([rows], ScalarType.Float64);
        for (var i = 0; i < columns; i++)
        {
            if (i % group == 0) scales = Scales(now.narrow(1, i, group));
            rounded.select(1, i).copy_((now.select(1, i) / scales).round().clamp(-8, 7) * scales);
            var rest = columns - i - 1;
            if (rest == 0) break;
            var wrong = given.narrow(1, 0, i + 1) - rounded.narrow(1, 0, i + 1);                       // [out, done]
            var inverse = h.narrow(0, i + 1, rest).narrow(1, i + 1, rest).inverse();                   // [rest, rest]
            var across = h.narrow(0, 0, i + 1).narrow(1, i + 1, rest);                                 // [done, rest]
            now = torch.cat([now.narrow(1, 0, i + 1), given.narrow(1, i + 1, rest) + wrong.matmul(across).matmul(inverse)], 1);
        }
        var back = torch.empty_like(rounded);
        back.index_copy_(1, places, rounded);
        return back.MoveToOuterDisposeScope();
    }

    private static Tensor Scales(Tensor values)
    {
        var rows = values.to_type(ScalarType.Float32).split(1, 0);
        return torch.tensor(rows.Select(row => (double)GroupScale.Of(row.contiguous().data<float>().ToArray())).ToArray());
    }
}
