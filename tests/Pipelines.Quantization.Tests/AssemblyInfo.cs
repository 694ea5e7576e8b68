// Tensors are used from one thread, and the tests count them.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
