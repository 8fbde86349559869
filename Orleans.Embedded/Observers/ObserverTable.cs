using System.Collections.Concurrent;
using System.Globalization;

namespace Orleans.Runtime;

/// <summary>The local objects that calls can be addressed to.</summary>
sealed class ObserverTable(Silo silo)
{
    public static readonly GrainType GrainType = GrainType.Create("sys.client.observer");

    readonly ConcurrentDictionary<IdSpan, ObserverQueue> _queues = new();
    long _last;

    public IdSpan Add(IGrainObserver target)
    {
        var key = IdSpan.Create(Interlocked.Increment(ref _last).ToString(CultureInfo.InvariantCulture));
        _queues[key] = new ObserverQueue(target);
        return key;
    }

    public void Remove(IdSpan key) => _queues.TryRemove(key, out _);

    public void Route(IdSpan key, Request request)
    {
        if (!_queues.TryGetValue(key, out var queue))
        {
            request.Fail(new ClientNotAvailableException(new GrainId(GrainType, key)));
        }
        else if (!queue.TryEnqueue(request))
        {
            silo.OnRejected();
            request.Fail(new LimitExceededException($"{ObserverQueue.Limit} calls wait for the observer {key}: it is too slow, wait for its answers."));
        }
    }
}
