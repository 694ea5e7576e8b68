namespace Pipelines.Cpu;

/// <summary>One expert of a mixture.</summary>
/// <param name="Gate">[hidden, dim]</param>
/// <param name="Up">[hidden, dim]</param>
/// <param name="Down">[dim, hidden]</param>
internal sealed record Expert(Matrix Gate, Matrix Up, Matrix Down);
