// One generator of random numbers, one count of live tensors.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
