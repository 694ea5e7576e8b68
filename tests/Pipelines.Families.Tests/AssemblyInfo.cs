// Training sets the state of the process' random numbers, and the others draw from them.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
