using System.Runtime.Intrinsics.X86;

namespace Pipelines.Quantization;

/// <summary>The widths of <see cref="IRegister{T}"/>.</summary>
internal static class RegisterWidth
{
    /// <summary>Those that this machine has, narrowest first.</summary>
    public static readonly IReadOnlyList<int> All =
    [
        Register128.Width,
        .. Avx2.IsSupported ? [Register256.Width] : Array.Empty<int>(),
        .. Avx512BW.IsSupported ? [Register512.Width] : Array.Empty<int>(),
    ];

    /// <summary>What is used unless a test says otherwise.</summary>
    public static int Widest => All[^1];
}
