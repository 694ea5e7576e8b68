using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>
/// Ends a tensor's life where it was used last: <c>var a = attention.call(h, pass).Freeing(h);</c>. Under autograd the
/// graph keeps what the backward pass needs, so freeing the handle is right there too.
/// </summary>
public static class Lifetime
{
    /// <summary>Disposes <paramref name="used"/>, from which <paramref name="result"/> was computed.</summary>
    /// <returns><paramref name="result"/></returns>
    public static Tensor Freeing(this Tensor result, Tensor used)
    {
        used.Dispose();
        return result;
    }

    /// <summary>Disposes both tensors from which <paramref name="result"/> was computed.</summary>
    /// <returns><paramref name="result"/></returns>
    public static Tensor Freeing(this Tensor result, Tensor first, Tensor second)
    {
        first.Dispose();
        second.Dispose();
        return result;
    }

    /// <summary>Disposes <paramref name="used"/>, from which both results were computed.</summary>
    /// <returns><paramref name="results"/></returns>
    public static (Tensor, Tensor) Freeing(this (Tensor, Tensor) results, Tensor used)
    {
        used.Dispose();
        return results;
    }
}
