// Live tensors are counted, of which there is one number for all.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
