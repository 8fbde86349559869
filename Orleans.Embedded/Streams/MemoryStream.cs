using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>A stream as producers and consumers see it.</summary>
sealed class MemoryStream<T>(StreamHub hub) : IAsyncStream<T>
{
    public StreamId StreamId => hub.Id;

    public string ProviderName => hub.Provider.Name;

    public bool IsRewindable => false;

    public Task OnNextAsync(T item, StreamSequenceToken? token = null) => OnNextBatchAsync([item], token);

    public Task OnNextBatchAsync(IEnumerable<T> batch, StreamSequenceToken? token = null)
    {
        try
        {
            RequireNone(token);
            hub.Publish(batch);
            return Task.CompletedTask;
        }
        catch (Exception error)
        {
            return Task.FromException(error);
        }
    }

    public Task OnCompletedAsync() => throw new NotImplementedException("A producer cannot complete a stream.");

    public Task OnErrorAsync(Exception ex) => throw new NotImplementedException("A producer cannot fail a stream.");

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncObserver<T> observer) => SubscribeAsync(observer, null);

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncObserver<T> observer, StreamSequenceToken? token, string? filterData = null)
    {
        ArgumentNullException.ThrowIfNull(observer);
        RequireNone(token);
        return Subscribed(new ObserverSink<T>(observer));
    }

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncBatchObserver<T> observer) => SubscribeAsync(observer, null);

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncBatchObserver<T> observer, StreamSequenceToken? token)
    {
        ArgumentNullException.ThrowIfNull(observer);
        RequireNone(token);
        return Subscribed(new BatchSink<T>(observer));
    }

    public Task<IList<StreamSubscriptionHandle<T>>> GetAllSubscriptionHandles() => Task.FromResult<IList<StreamSubscriptionHandle<T>>>(
        [.. hub.SubscriptionsOf(Turn.Activation?.GrainId).Select(static s => new SubscriptionHandle<T>(s))]);

    public bool Equals(IAsyncStream<T>? other) => other is not null && StreamId == other.StreamId && ProviderName == other.ProviderName;

    public override bool Equals(object? obj) => Equals(obj as IAsyncStream<T>);

    public override int GetHashCode() => StreamId.GetHashCode();

    public int CompareTo(IAsyncStream<T>? other) => other is null ? 1 : StreamId.CompareTo(other.StreamId);

    public static void RequireNone(StreamSequenceToken? token)
    {
        if (token is not null)
            throw new ArgumentNullException(nameof(token), "Streams of this host cannot be rewound: pass no token.");
    }

    Task<StreamSubscriptionHandle<T>> Subscribed(IStreamSink sink) =>
        Task.FromResult<StreamSubscriptionHandle<T>>(new SubscriptionHandle<T>(hub.Subscribe(sink)));
}

/// <summary>A subscription as its owner sees it.</summary>
sealed class SubscriptionHandle<T>(Subscription subscription) : StreamSubscriptionHandle<T>
{
    public override StreamId StreamId => subscription.Hub.Id;

    public override string ProviderName => subscription.Hub.Provider.Name;

    public override Guid HandleId => subscription.Id;

    public override Task UnsubscribeAsync()
    {
        subscription.Hub.Unsubscribe(subscription);
        return Task.CompletedTask;
    }

    public override Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncObserver<T> observer, StreamSequenceToken? token = null)
    {
        ArgumentNullException.ThrowIfNull(observer);
        return Attached(new ObserverSink<T>(observer), token);
    }

    public override Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncBatchObserver<T> observer, StreamSequenceToken? token = null)
    {
        ArgumentNullException.ThrowIfNull(observer);
        return Attached(new BatchSink<T>(observer), token);
    }

    public override bool Equals(StreamSubscriptionHandle<T>? other) => other is not null && HandleId == other.HandleId && StreamId == other.StreamId;

    public override bool Equals(object? obj) => Equals(obj as StreamSubscriptionHandle<T>);

    public override int GetHashCode() => HandleId.GetHashCode();

    Task<StreamSubscriptionHandle<T>> Attached(IStreamSink sink, StreamSequenceToken? token)
    {
        MemoryStream<T>.RequireNone(token);
        subscription.Attach(sink);
        return Task.FromResult<StreamSubscriptionHandle<T>>(this);
    }
}
