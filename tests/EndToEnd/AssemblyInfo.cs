// Each test runs whole processes: two at a time would measure each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
