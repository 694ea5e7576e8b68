namespace Pipelines.Verification;

/// <summary>What a process of the sandbox may take.</summary>
/// <param name="Heap">most bytes of its managed heap</param>
/// <param name="Native">bytes beyond that, for the runtime, stacks and native code</param>
internal sealed record SandboxLimits(long Heap, long Native);
