// Each test runs whole clusters of processes: two at a time would measure each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
