namespace Pipelines.Runtime.Tests;

/// <summary>
/// Tests that compare bits within this process: the BLAS's number of threads, and with it the order of sums, is one for all that
/// compute at a time, and other tests set it.
/// </summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
