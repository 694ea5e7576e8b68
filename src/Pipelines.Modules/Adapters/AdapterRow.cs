namespace Pipelines.Modules;

/// <summary>What an adapter adds beside one projection.</summary>
/// <param name="Path">the projection's path in the model</param>
/// <param name="Inputs">width of what goes in</param>
/// <param name="Outputs">width of what comes out</param>
/// <param name="Rank">r of B·A</param>
/// <param name="Scale">s of s·B·A</param>
/// <param name="Trainable">numbers that are trained here</param>
/// <param name="Turned">whether the projection keeps its weight as [in, out]</param>
public sealed record AdapterRow(string Path, long Inputs, long Outputs, int Rank, double Scale, long Trainable, bool Turned);
