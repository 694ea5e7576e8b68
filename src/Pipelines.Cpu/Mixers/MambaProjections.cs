namespace Pipelines.Cpu;

/// <summary>The matrices of Mamba-1.</summary>
/// <param name="Input">[2 · inner, dim]: the recurrence's input and its gate</param>
/// <param name="Selection">[dt_rank + 2 · N, inner]: what step sizes are made of, B and C</param>
/// <param name="Steps">[inner, dt_rank], with a bias</param>
/// <param name="Output">[dim, inner]</param>
internal sealed record MambaProjections(Matrix Input, Matrix Selection, Matrix Steps, Matrix Output);
