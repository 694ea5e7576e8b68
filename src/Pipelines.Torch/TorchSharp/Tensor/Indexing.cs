using static Pipelines.Torch.Aten;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>What <c>tensor[…]</c> does with its indices, from left to right, as Python's does.</summary>
internal static class Indexing
{
    /// <summary>
    /// Applies the numbers, slices and new dimensions as views. Returns the view, which the caller disposes, and the tensors that
    /// index its dimensions (null where none does), or null when there are none.
    /// </summary>
    public static (Tensor View, Tensor?[]? Tensors) Apply(Tensor tensor, ReadOnlySpan<TensorIndex> indices)
    {
        var view = tensor;
        List<Tensor?>? tensors = null;
        var remaining = tensor.ndim - Consumed(indices);
        if (remaining < 0) throw new ArgumentException($"too many indices for a tensor of {tensor.ndim} dimensions");
        var dim = 0;
        foreach (var index in indices)
        {
            switch (index.kind)
            {
                case TensorIndex.Kind.Single:
                    Become(view.select(dim, index.first!.Value));
                    break;
                case TensorIndex.Kind.Slice:
                    if (index.first is not (null or 0) || index.stop is not null || index.step is not (null or 1))
                        Become(aten("slice.Tensor", view, dim, index.first, index.stop, index.step ?? 1));
                    dim++;
                    break;
                case TensorIndex.Kind.None or TensorIndex.Kind.Null:
                    Become(view.unsqueeze(dim++));
                    break;
                case TensorIndex.Kind.Ellipsis:
                    dim += (int)remaining;
                    break;
                case TensorIndex.Kind.Bool:
                    Become(view.unsqueeze(dim));
                    Record(ref tensors, dim++, torch.tensor(index.first != 0 ? [0L] : Array.Empty<long>()));
                    break;
                case TensorIndex.Kind.Tensor:
                    // A mask of several dimensions counts as one here, in libtorch too: what comes after it must be whole.
                    Record(ref tensors, dim++, index.tensor!);
                    break;
            }
        }
        return (ReferenceEquals(view, tensor) ? tensor.alias() : view, tensors?.ToArray());

        void Become(Tensor next)
        {
            if (!ReferenceEquals(view, tensor)) view.Dispose();
            view = next;
        }
    }

    /// <summary>Copies <paramref name="value"/> into the view; leading dimensions of size 1 that the view lacks do not matter.</summary>
    public static void Copy(Tensor value, Tensor view)
    {
        var shape = value.shape;
        var extra = shape.Length - (int)view.ndim;
        if (extra <= 0 || shape.Take(extra).Any(d => d != 1))
        {
            view.copy_(value);
            return;
        }
        using var trimmed = value.reshape(shape[extra..]);
        view.copy_(trimmed);
    }

    // How many dimensions of the tensor the indices speak of.
    private static long Consumed(ReadOnlySpan<TensorIndex> indices)
    {
        long count = 0;
        foreach (var index in indices)
            count += index.kind switch
            {
                TensorIndex.Kind.Single or TensorIndex.Kind.Slice => 1,
                TensorIndex.Kind.Tensor => IsMask(index.tensor!) ? index.tensor!.ndim : 1,
                _ => 0,
            };
        return count;
    }

    private static bool IsMask(Tensor tensor) => tensor.dtype is ScalarType.Bool or ScalarType.Byte;

    private static void Record(ref List<Tensor?>? tensors, int dim, Tensor tensor)
    {
        tensors ??= [];
        while (tensors.Count < dim) tensors.Add(null);
        tensors.Add(tensor);
    }
}
