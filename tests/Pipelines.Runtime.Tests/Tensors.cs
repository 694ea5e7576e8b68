namespace Pipelines.Runtime.Tests;

/// <summary>Tests that train: one after the other, since all draw from the process' own random numbers. Others run beside them.</summary>
[CollectionDefinition(nameof(Tensors))]
public sealed class Tensors;
