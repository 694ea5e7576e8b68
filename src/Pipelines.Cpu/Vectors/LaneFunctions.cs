using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pipelines.Cpu;

/// <summary>The functions between the projections of feed-forwards, and sums.</summary>
internal static class LaneFunctions
{
    /// <summary>a + b.</summary>
    public readonly struct Sum : ILaneFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Of(Vector512<float> a, Vector512<float> b) => a + b;
    }

    /// <summary>a · σ(a) · b.</summary>
    public readonly struct SwiGlu : ILaneFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Of(Vector512<float> a, Vector512<float> b) => Silu.Of(a, a) * b;
    }

    /// <summary>gelu(a) · b, GELU in its tanh form.</summary>
    public readonly struct GeGlu : ILaneFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Of(Vector512<float> a, Vector512<float> b) => GeluTanh.Of(a, a) * b;
    }

    /// <summary>a · σ(a); b does not count.</summary>
    public readonly struct Silu : ILaneFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Of(Vector512<float> a, Vector512<float> b) => a * Exponential.Sigmoid(a);
    }

    /// <summary>max(a, 0); b does not count.</summary>
    public readonly struct Relu : ILaneFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Of(Vector512<float> a, Vector512<float> b) => Vector512.Max(a, Vector512<float>.Zero);
    }

    /// <summary>a · Φ(a) with Φ approximated by tanh (Hendrycks and Gimpel 2016); b does not count.</summary>
    public readonly struct GeluTanh : ILaneFunction
    {
        private const float Root = 0.797884561f;    // √(2 / π)

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Of(Vector512<float> a, Vector512<float> b) =>
            // (1 + tanh z) / 2 = σ(2z)
            a * Exponential.Sigmoid((a + a * a * a * 0.044715f) * (2 * Root));
    }

    /// <summary>a · Φ(a); b does not count.</summary>
    public readonly struct Gelu : ILaneFunction
    {
        private const float HalfRoot = 0.707106781f;

        public static Vector512<float> Of(Vector512<float> a, Vector512<float> b) =>
            a * (Vector512<float>.One + ErrorFunction.Of(a * HalfRoot)) * 0.5f;
    }
}
