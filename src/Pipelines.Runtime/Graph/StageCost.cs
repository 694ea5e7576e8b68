namespace Pipelines.Runtime.Graph;

/// <summary>What a stage will take.</summary>
/// <param name="Work">in a few words: <c>3.1 M · 1.5 M tok · 33 TFLOP</c></param>
/// <param name="Flops">operations of matrix products, or null when there are none to speak of</param>
/// <param name="MemoryBytes">most memory that it will take, or null when that is little</param>
/// <param name="MemoryText">what that is made of</param>
/// <param name="DiskBytes">most disk that it will take, or null when that is little</param>
internal sealed record StageCost(
    string Work, long? Flops = null, long? MemoryBytes = null, string? MemoryText = null, long? DiskBytes = null);
