using Conformance.Calls;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace Conformance.Streams;

public interface IListenerGrain : IGrainWithStringKey
{
    Task Subscribe(string key);

    Task<int> Resume(string key);

    Task Unsubscribe(string key);

    Task End();

    Task Wait(string gate);

    Task Publish(string key, int value);
}

public sealed class ListenerGrain(Probe probe) : Grain, IListenerGrain, IAsyncObserver<int>
{
    public async Task Subscribe(string key) => await Stream(key).SubscribeAsync(this);

    public async Task<int> Resume(string key)
    {
        var handles = await Stream(key).GetAllSubscriptionHandles();
        foreach (var handle in handles)
            await handle.ResumeAsync(this);
        return handles.Count;
    }

    public async Task Unsubscribe(string key)
    {
        foreach (var handle in await Stream(key).GetAllSubscriptionHandles())
            await handle.UnsubscribeAsync();
    }

    public Task End()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public async Task Wait(string gate)
    {
        probe.Note("waiting");
        await probe.Gate(gate);
    }

    public Task Publish(string key, int value) => Stream(key).OnNextAsync(value);

    public async Task OnNextAsync(int item, StreamSequenceToken? token = null)
    {
        probe.Note($"{this.GetPrimaryKeyString()} got {item} {TaskScheduler.Current != TaskScheduler.Default}");
        if (item == 13)
            throw new InvalidOperationException("unlucky");
        if (item < 0)
            await probe.Gate($"item {item}");
    }

    public Task OnCompletedAsync() => Task.CompletedTask;

    public Task OnErrorAsync(Exception ex)
    {
        probe.Note("error " + ex.GetType().Name);
        return Task.CompletedTask;
    }

    IAsyncStream<int> Stream(string key) => this.GetStreamProvider("streams").GetStream<int>(StreamId.Create("numbers", key));
}

public interface IImplicitGrain : IGrainWithStringKey;

[ImplicitStreamSubscription("implied")]
public sealed class ImplicitGrain(Probe probe) : Grain, IImplicitGrain, IStreamSubscriptionObserver
{
    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<string>().ResumeAsync((item, _) =>
    {
        probe.Note($"{this.GetPrimaryKeyString()} implied {item}");
        return Task.CompletedTask;
    });
}

public sealed class StreamTests : IAsyncLifetime
{
    TestSilo _silo = null!;

    IListenerGrain Listener => _silo.Grain<IListenerGrain>("l");

    Probe Probe => _silo.Probe;

    IAsyncStream<int> Numbers => _silo.Client.GetStreamProvider("streams").GetStream<int>(StreamId.Create("numbers", "s"));

    public async Task InitializeAsync() => _silo = await TestSilo.Start(static silo => silo.AddMemoryStreams("streams"));

    public async Task DisposeAsync() => await _silo.DisposeAsync();

    [Fact]
    public async Task A_grain_gets_items_in_order_on_its_turn()
    {
        await Listener.Subscribe("s");
        for (var i = 100; i < 150; i++)
            await Numbers.OnNextAsync(i);
        await Probe.Seen("l got 149 True");
        Assert.Equal(Enumerable.Range(100, 50).Select(static i => $"l got {i} True"), Probe.Log);
    }

    [Fact]
    public async Task Publishing_does_not_wait_for_consumers()
    {
        await Listener.Subscribe("s");
        await Numbers.OnNextAsync(-1);
        await Probe.Seen("l got -1 True");
        await Numbers.OnNextAsync(2);
        Assert.DoesNotContain("l got 2 True", Probe.Log);
        Probe.Open("item -1");
        await Probe.Seen("l got 2 True");
    }

    [Fact]
    public async Task A_delivery_waits_for_a_running_request()
    {
        await Listener.Subscribe("s");
        var busy = Listener.Wait("g");
        await Probe.Seen("waiting");
        await Numbers.OnNextAsync(1);
        await _silo.Grain<IEchoGrain>().Echo("x");
        Assert.DoesNotContain("l got 1 True", Probe.Log);
        Probe.Open("g");
        await busy;
        await Probe.Seen("l got 1 True");
    }

    [Fact]
    public async Task Every_subscribe_makes_a_subscription_of_its_own()
    {
        await Listener.Subscribe("s");
        await Listener.Subscribe("s");
        await Numbers.OnNextAsync(1);
        await Numbers.OnNextAsync(2);
        while (Probe.Log.Count(static n => n == "l got 2 True") < 2)
            await Task.Yield();
        Assert.Equal(2, Probe.Log.Count(static n => n == "l got 1 True"));
    }

    [Fact]
    public async Task A_subscription_survives_deactivation_and_is_resumed()
    {
        await Listener.Subscribe("s");
        await Listener.End();
        Assert.Equal(1, await Listener.Resume("s"));
        await Numbers.OnNextAsync(5);
        await Probe.Seen("l got 5 True");
    }

    [Fact]
    public async Task An_item_without_an_attached_observer_is_dropped()
    {
        await Listener.Subscribe("s");
        await Listener.End();
        await Numbers.OnNextAsync(5);
        await Listener.Resume("s");
        await Numbers.OnNextAsync(6);
        await Probe.Seen("l got 6 True");
    }

    [Fact]
    public async Task After_unsubscribing_nothing_arrives()
    {
        await Listener.Subscribe("s");
        await Listener.Unsubscribe("s");
        Assert.Equal(0, await Listener.Resume("s"));
        // Who subscribes while an item is on its way may get it: another one has it first.
        await _silo.Grain<IListenerGrain>("other").Subscribe("s");
        await Numbers.OnNextAsync(5);
        await Probe.Seen("other got 5 True");
        await Numbers.OnNextAsync(6);
        await Probe.Seen("other got 6 True");
        Assert.DoesNotContain("l got 5 True", Probe.Log);
    }

    [Fact]
    public async Task Streams_with_other_keys_are_other_streams()
    {
        await Listener.Subscribe("other");
        await Numbers.OnNextAsync(1);
        await Listener.Publish("other", 2);
        await Probe.Seen("l got 2 True");
        Assert.DoesNotContain("l got 1 True", Probe.Log);
    }

    [Trait("Host", "Embedded")]
    [Fact]
    public async Task A_failing_consumer_is_tried_again_and_then_skipped()
    {
        await Listener.Subscribe("s");
        var paused = _silo.Time.TimerSet(TimeSpan.FromSeconds(1));
        await Numbers.OnNextAsync(13);
        for (var pause = 1; pause <= 16; pause *= 2)
        {
            await paused;
            paused = pause < 16 ? _silo.Time.TimerSet(TimeSpan.FromSeconds(pause * 2)) : Task.CompletedTask;
            _silo.Time.Advance(TimeSpan.FromSeconds(pause));
        }

        await Probe.Seen("error StreamEventDeliveryFailureException");
        await Numbers.OnNextAsync(14);
        await Probe.Seen("l got 14 True");
        Assert.Equal(6, Probe.Log.Count(static n => n == "l got 13 True"));
    }

    [Fact]
    public async Task A_client_gets_items_in_order_one_at_a_time_and_on_no_grains_turn()
    {
        var inside = 0;
        var seen = new List<int>();
        var done = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var handle = await Numbers.SubscribeAsync(async (item, _) =>
        {
            if (Interlocked.Increment(ref inside) != 1 || TaskScheduler.Current != TaskScheduler.Default)
                done.TrySetResult("overlap, or on a turn");
            seen.Add(item);
            await Task.Yield();
            Interlocked.Decrement(ref inside);
            if (item == 999)
                done.TrySetResult("done");
        });
        for (var i = 0; i < 1000; i++)
            await Listener.Publish("s", i);
        Assert.Equal("done", await done.Task.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Equal(Enumerable.Range(0, 1000), seen);
        await handle.UnsubscribeAsync();
        Assert.Empty(await Numbers.GetAllSubscriptionHandles());
    }

    [Fact]
    public async Task A_batch_observer_gets_what_waits_as_one_list()
    {
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var sizes = new List<int>();
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await Numbers.SubscribeAsync(async items =>
        {
            sizes.Add(items.Count);
            await first.Task;
            if (items[^1].Item == 10)
                done.TrySetResult();
        });
        await Numbers.OnNextAsync(0);
        await Numbers.OnNextBatchAsync(Enumerable.Range(1, 10));
        first.SetResult();
        await done.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(11, sizes.Sum());
        Assert.True(sizes.Count <= 2);
    }

    [Fact]
    public async Task An_implicit_consumer_needs_no_subscription()
    {
        await _silo.Client.GetStreamProvider("streams").GetStream<string>(StreamId.Create("implied", "key")).OnNextAsync("hello");
        await Probe.Seen("key implied hello");
    }

    [Fact]
    public async Task Producers_cannot_end_a_stream()
    {
        await Assert.ThrowsAsync<NotImplementedException>(() => Numbers.OnCompletedAsync());
        await Assert.ThrowsAsync<NotImplementedException>(() => Numbers.OnErrorAsync(new FormatException()));
    }

    [Fact]
    public void An_unknown_provider_is_named() =>
        Assert.Contains("'nothing'", Assert.ThrowsAny<KeyNotFoundException>(() => _silo.Client.GetStreamProvider("nothing")).Message, StringComparison.Ordinal);
}
