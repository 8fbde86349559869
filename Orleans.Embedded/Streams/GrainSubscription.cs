using Orleans.Runtime;
using Orleans.Streams.Core;

namespace Orleans.Streams;

/// <summary>A subscription of a grain: a delivery is a call to it, and so waits its turn and activates it.</summary>
sealed class GrainSubscription(StreamHub hub, Guid id, GrainReference consumer, bool isImplicit) : Subscription(hub, id)
{
    static readonly GrainMethod s_deliver = new(typeof(IAsyncObserver<>), "OnNextAsync", []);

    public override GrainId? Consumer => consumer.GrainId;

    public override bool IsImplicit => isImplicit;

    public override void Attach(IStreamSink? sink)
    {
        var activation = Turn.Activation;
        if (activation is null || activation.GrainId != consumer.GrainId)
            throw new InvalidOperationException($"The subscription belongs to {consumer.GrainId}: only that grain can resume or end it, from its own turn.");
        if (sink is null)
            activation.Extras.Sinks?.Remove(Id);
        else
            (activation.Extras.Sinks ??= [])[Id] = sink;
    }

    protected override Task Deliver(StreamBatch batch) => Send(new(this, batch, null));

    protected override Task Fail(Exception error) => Send(new(this, null, error));

    Task Send(Delivery delivery)
    {
        var turn = Turn.Current;
        var call = Call<Delivery, Nothing>.Rent(turn);
        call.Args = delivery;
        return consumer.Invoke(call, turn);
    }

    readonly struct Delivery(GrainSubscription subscription, StreamBatch? batch, Exception? error) : IInvoker
    {
        public static GrainMethod Method => s_deliver;

        public Task Invoke(object target)
        {
            var sinks = Turn.Activation!.Extras.Sinks;
            if (sinks?.TryGetValue(subscription.Id, out var sink) == true)
                return batch is null ? sink.Fail(error!) : sink.Deliver(batch);
            if (batch is not null && target is IStreamSubscriptionObserver observer)
                return subscription.Introduce(observer, batch);
            subscription.Drop(batch);
            return Task.CompletedTask;
        }
    }

    async Task Introduce(IStreamSubscriptionObserver observer, StreamBatch batch)
    {
        await observer.OnSubscribed(new HandleFactory(this));
        if (Turn.Activation!.Extras.Sinks?.TryGetValue(Id, out var sink) == true)
            await sink.Deliver(batch);
        else
            Drop(batch);
    }

    void Drop(StreamBatch? batch) => Hub.Silo.Log.StreamItemsDropped(batch?.Items.Count ?? 0, Hub.Id, consumer.GrainId);

    sealed class HandleFactory(GrainSubscription subscription) : IStreamSubscriptionHandleFactory
    {
        public StreamId StreamId => subscription.Hub.Id;

        public string ProviderName => subscription.Hub.Provider.Name;

        public StreamSubscriptionHandle<T> Create<T>() => new SubscriptionHandle<T>(subscription);
    }
}
