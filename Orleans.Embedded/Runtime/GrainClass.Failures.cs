using System.Collections.Concurrent;

namespace Orleans.Runtime;

/// <content>Damping: a grain that cannot activate is not tried again at once by every caller.</content>
sealed partial class GrainClass
{
    static readonly TimeSpan s_damping = TimeSpan.FromSeconds(5);

    readonly ConcurrentDictionary<IdSpan, (Exception Error, long At)> _failures = new();

    public void RememberFailure(IdSpan key, Exception error) => _failures[key] = (error, Silo.Time.GetTimestamp());

    public Exception? FailureOf(IdSpan key)
    {
        if (_failures.IsEmpty || !_failures.TryGetValue(key, out var failure))
            return null;
        if (Silo.Time.GetElapsedTime(failure.At) < s_damping)
            return failure.Error;
        _failures.TryRemove(key, out _);
        return null;
    }
}
