[assembly: CollectionBehavior(DisableTestParallelization = true)] // one generator of random numbers
