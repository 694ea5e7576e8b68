namespace Pipelines.Torch.Tests.Surface;

/// <summary>A test that compares with TorchSharp's own assembly, whose path <c>TORCHSHARP</c> names; eng/check-torchsharp does.</summary>
internal sealed class TorchSharpFactAttribute : FactAttribute
{
    public TorchSharpFactAttribute() => Skip = Assembly is null ? "TORCHSHARP names no assembly: ./eng/check-torchsharp runs this" : null;

    /// <summary>The path, or null.</summary>
    public static string? Assembly => Environment.GetEnvironmentVariable("TORCHSHARP");
}
