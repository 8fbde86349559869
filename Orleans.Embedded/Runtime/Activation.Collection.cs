namespace Orleans.Runtime;

/// <content>Idle collection. Use is stamped with the collector's tick, which costs a call one store.</content>
sealed partial class Activation
{
    int _lastUsed;

    public void Touch() => _lastUsed = Silo.Collector.Tick;

    public void DelayDeactivation(TimeSpan time) => Extras.KeepUntil = Silo.Collector.TickAfter(time);

    public bool IsCollectable(int tick) =>
        IsIdle && _phase == Phase.Active && tick > (_extras?.KeepUntil ?? -1) && Type.CollectAfterTicks is { } limit && tick - _lastUsed >= limit;

    public bool IsOlderThan(int tick, int age) => IsIdle && _phase == Phase.Active && tick > (_extras?.KeepUntil ?? -1) && tick - _lastUsed >= age;
}
