using System.Reflection;
using Orleans.Configuration;

namespace Orleans.Runtime;

/// <summary>Ends activations that nobody uses. Time is counted in ticks of the collection quantum.</summary>
sealed class IdleCollector(Silo silo, GrainCollectionOptions options) : IDisposable
{
    ITimer? _timer;
    int _tick;

    public int Tick => Volatile.Read(ref _tick);

    public void Start() => _timer = silo.Time.CreateTimer(static self => ((IdleCollector)self!).Collect(), this, options.CollectionQuantum, options.CollectionQuantum);

    public void Dispose() => _timer?.Dispose();

    /// <summary>Ticks until an idle activation of the class is collected; null is never.</summary>
    public int? LimitOf(Type type)
    {
        if (type.IsDefined(typeof(KeepAliveAttribute), true))
            return null;
        var age = type.GetCustomAttribute<CollectionAgeLimitAttribute>(true)?.AgeLimit
            ?? (options.ClassSpecificCollectionAge.TryGetValue(type.FullName!, out var specific) ? specific : options.CollectionAge);
        return age == Timeout.InfiniteTimeSpan ? null : TicksOf(age);
    }

    /// <summary>The tick before which nothing younger than the time has passed.</summary>
    public int TickAfter(TimeSpan time) =>
        time < TimeSpan.Zero ? -1 : time == TimeSpan.MaxValue || time == Timeout.InfiniteTimeSpan ? int.MaxValue : Tick + TicksOf(time);

    /// <summary>Collects everything that has been idle for the age, whatever its class allows.</summary>
    public Task CollectOlderThan(TimeSpan age)
    {
        var ended = new List<Task>();
        var limit = age <= TimeSpan.Zero ? 0 : TicksOf(age);
        foreach (var activation in silo.Activations.Where(a => a.IsOlderThan(Tick, limit)))
        {
            ended.Add(activation.Deactivated);
            activation.DeactivateIfIdle(new DeactivationReason(DeactivationReasonCode.ActivationIdle, "Collection was forced."));
        }

        return Task.WhenAll(ended);
    }

    // One tick more: a use is stamped with the tick before it, and an activation must not be collected early.
    int TicksOf(TimeSpan age) => (int)Math.Min(int.MaxValue / 2, Math.Ceiling(age / options.CollectionQuantum)) + 1;

    void Collect()
    {
        var tick = Interlocked.Increment(ref _tick);
        foreach (var activation in silo.Activations)
        {
            if (activation.IsCollectable(tick))
                activation.DeactivateIfIdle(new DeactivationReason(DeactivationReasonCode.ActivationIdle, "Nobody has called it for longer than its collection age."));
        }
    }
}
