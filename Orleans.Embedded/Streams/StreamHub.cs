using System.Collections.Immutable;
using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>One stream: its subscriptions and its numbering.</summary>
sealed class StreamHub
{
    readonly Lock _lock = new();
    ImmutableArray<Subscription> _subscriptions;
    long _sequence;

    public StreamHub(MemoryStreamProvider provider, StreamId id)
    {
        Provider = provider;
        Id = id;
        _subscriptions = [.. provider.ImplicitConsumers(id).Select(consumer => new GrainSubscription(this, IdFor(consumer), consumer, isImplicit: true))];
    }

    public MemoryStreamProvider Provider { get; }

    public Silo Silo => Provider.Silo;

    public StreamId Id { get; }

    public void Publish<T>(IEnumerable<T> values)
    {
        lock (_lock)
        {
            var sequence = _sequence + 1;
            var items = values.Select((value, index) => new StreamItem(value, sequence, index)).ToList();
            foreach (var subscription in _subscriptions)
            {
                if (subscription.Room < items.Count)
                {
                    Silo.OnRejected();
                    throw new CacheFullException($"{Subscription.Capacity} items of the stream {Id} wait for {subscription.Consumer?.ToString() ?? "a client"}: nobody was sent this one. Conflate and try again.");
                }
            }

            _sequence = sequence;
            foreach (var subscription in _subscriptions)
                subscription.Enqueue(items);
        }
    }

    /// <summary>The caller's new subscription; for an implicit consumer the one that it has anyway.</summary>
    public Subscription Subscribe(IStreamSink sink)
    {
        var activation = Turn.Activation;
        Subscription subscription;
        lock (_lock)
        {
            var own = activation is null ? null : _subscriptions.FirstOrDefault(s => s.IsImplicit && s.Consumer == activation.GrainId);
            subscription = own ?? (activation is null
                ? new ClientSubscription(this, Provider.NewId())
                : new GrainSubscription(this, Provider.NewId(), activation.GrainReference, isImplicit: false));
            subscription.Attach(sink);
            if (own is null)
                _subscriptions = _subscriptions.Add(subscription);
        }

        return subscription;
    }

    public void Unsubscribe(Subscription subscription)
    {
        subscription.Attach(null);
        if (subscription.IsImplicit)
            return;
        subscription.End();
        lock (_lock)
            _subscriptions = _subscriptions.Remove(subscription);
    }

    public IReadOnlyList<Subscription> SubscriptionsOf(GrainId? consumer) => [.. _subscriptions.Where(s => s.Consumer == consumer)];

    // The same in every process, so that a handle means the same after a restart.
    Guid IdFor(GrainReference consumer) => new(
        (int)consumer.GetUniformHashCode(), 0, 0, BitConverter.GetBytes((long)Id.GetKeyAsString().Length << 32 | StableHash.Of(Id.Key.Span)));
}
