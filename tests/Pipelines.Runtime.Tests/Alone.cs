namespace Pipelines.Runtime.Tests;

/// <summary>
/// Tests of what a process has once: the environment, which they change, and the number of the BLAS's threads, with which the order of sums
/// changes, and with that bits.
/// </summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
