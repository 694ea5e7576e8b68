// Tensors are worked on by one thread at a time, and all share the engine's random numbers.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
