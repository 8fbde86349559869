namespace Orleans.Runtime;

/// <summary>The activations of one id of a stateless worker.</summary>
sealed class StatelessPool(GrainClass type, IdSpan key)
{
    readonly Lock _lock = new();

    public Activation[] Workers { get; private set; } = [];

    /// <summary>An idle worker, else a new one, else the one with the fewest waiting.</summary>
    public Activation Pick()
    {
        lock (_lock)
        {
            var best = Workers.FirstOrDefault(static worker => worker.IsIdle);
            if (best is not null)
                return best;
            if (Workers.Length < type.MaxWorkers)
            {
                best = new Activation(type, key);
                Workers = [.. Workers, best];
                return best;
            }

            return Workers.MinBy(static worker => worker.QueueLength)!;
        }
    }

    public void Remove(Activation gone)
    {
        lock (_lock)
            Workers = Array.FindAll(Workers, worker => worker != gone);
    }
}
