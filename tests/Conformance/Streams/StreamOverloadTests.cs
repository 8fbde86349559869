using Orleans.Hosting;
using Orleans.Providers.Streams.Common;
using Orleans.Streams;

namespace Conformance.Streams;

/// <summary>Every way to subscribe and to resume, from outside of grains.</summary>
public sealed class StreamOverloadTests : IAsyncLifetime
{
    readonly TaskCompletionSource<int> _got = new(TaskCreationOptions.RunContinuationsAsynchronously);

    TestSilo _silo = null!;

    IStreamProvider Provider => _silo.Client.GetStreamProvider("streams");

    IAsyncStream<int> Numbers => Provider.GetStream<int>("numbers", "s");

    public async Task InitializeAsync() => _silo = await TestSilo.Start(static silo => silo.AddMemoryStreams("streams", static _ => { }));

    public async Task DisposeAsync() => await _silo.DisposeAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(11)]
    public async Task Every_way_to_subscribe_delivers(int overload)
    {
        await (overload switch
        {
            0 => Numbers.SubscribeAsync(One),
            1 => Numbers.SubscribeAsync(One, (StreamSequenceToken?)null!),
            2 => Numbers.SubscribeAsync(One, Completed),
            3 => Numbers.SubscribeAsync(One, Completed, null!),
            4 => Numbers.SubscribeAsync(One, Failed),
            5 => Numbers.SubscribeAsync(One, Failed, (StreamSequenceToken?)null!),
            6 => Numbers.SubscribeAsync(One, Failed, Completed),
            7 => Numbers.SubscribeAsync(One, Failed, Completed, null!),
            8 => Numbers.SubscribeAsync(Many),
            9 => Numbers.SubscribeAsync(Many, Completed),
            10 => Numbers.SubscribeAsync(Many, Failed),
            _ => Numbers.SubscribeAsync(Many, Failed, Completed),
        });
        await Arrives();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public async Task Every_way_to_resume_takes_the_place_of_the_observer_before(int overload)
    {
        var handle = await Numbers.SubscribeAsync((_, _) => Task.FromException(new InvalidOperationException("replaced")));
        StreamSubscriptionHandle<int> resumed = await (overload switch
        {
            0 => handle.ResumeAsync(One),
            1 => handle.ResumeAsync(One, Completed),
            2 => handle.ResumeAsync(One, Failed),
            3 => handle.ResumeAsync(One, Failed, Completed),
            4 => handle.ResumeAsync(Many),
            5 => handle.ResumeAsync(Many, Completed),
            6 => handle.ResumeAsync(Many, Failed),
            _ => handle.ResumeAsync(Many, Failed, Completed),
        });
        Assert.Equal(handle, resumed);
        Assert.Equal(handle.GetHashCode(), resumed.GetHashCode());
        await Arrives();
    }

    [Fact]
    public async Task A_handle_says_what_it_belongs_to()
    {
        var handle = await Numbers.SubscribeAsync(One);
        var other = await Numbers.SubscribeAsync(One);
        Assert.Equal(("streams", "numbers", "s"), (handle.ProviderName, handle.StreamId.GetNamespace(), handle.StreamId.GetKeyAsString()));
        Assert.NotEqual(handle.HandleId, other.HandleId);
        Assert.False(handle.Equals((object)other));
    }

    [Fact]
    public void Streams_are_the_same_when_provider_and_id_are()
    {
        Assert.Equal(Numbers, Provider.GetStream<int>(StreamId.Create("numbers", "s")));
        Assert.Equal(Numbers.GetHashCode(), Provider.GetStream<int>("numbers", "s").GetHashCode());
        Assert.NotEqual(Numbers, Provider.GetStream<int>("s"));
        Assert.Equal("streams", Numbers.ProviderName);
        Assert.Equal("streams", Provider.Name);
        Assert.True(Provider.GetStream<int>("a").StreamId.CompareTo(Provider.GetStream<int>("b").StreamId) < 0);
    }

    [Fact]
    public void Stream_keys_may_be_texts_numbers_and_guids()
    {
        var id = new Guid("8e8d7d1c-9b3b-4a0e-8d67-000000000001");
        Assert.Equal("7", Provider.GetStream<int>(7L).StreamId.GetKeyAsString());
        Assert.Equal(StreamId.Create("n", 7L), Provider.GetStream<int>("n", 7L).StreamId);
        Assert.Equal(StreamId.Create("n", id), Provider.GetStream<int>("n", id).StreamId);
        Assert.Null(Provider.GetStream<int>(id).StreamId.GetNamespace());
        Assert.True(StreamId.Create("n"u8, "k"u8) == StreamId.Create("n", "k"));
        Assert.True(StreamId.Create("n", "k") != StreamId.Create(null, "k"));
        Assert.Equal("n/k", StreamId.Create("n", "k").ToString());
        Assert.Equal("k"u8.ToArray(), StreamId.Create("n", "k").Key.ToArray());
        Assert.Equal("n"u8.ToArray(), StreamId.Create("n", "k").Namespace.ToArray());
        Assert.Equal((object)StreamId.Create("n", "k"), StreamId.Create("n", "k"));
    }

    [Fact]
    public void Tokens_are_ordered_by_number_then_index()
    {
        var token = new EventSequenceTokenV2(5, 1);
        Assert.Equal(token, new EventSequenceTokenV2(5, 1));
        Assert.Equal(token.GetHashCode(), new EventSequenceTokenV2(5, 1).GetHashCode());
        Assert.True(token.CompareTo(new EventSequenceTokenV2(5)) > 0);
        Assert.True(token.CompareTo(new EventSequenceTokenV2(6)) < 0);
        Assert.True(token.CompareTo(null) > 0);
        Assert.False(token.Equals((object?)null));
    }

    [Trait("Host", "Embedded")]
    [Fact]
    public async Task Memory_streams_cannot_be_rewound()
    {
        Assert.False(Numbers.IsRewindable);
        Assert.False(Provider.IsRewindable);
        await Assert.ThrowsAsync<ArgumentNullException>(() => Numbers.SubscribeAsync(One, new EventSequenceTokenV2(1)));
    }

    [Fact]
    public async Task Items_carry_rising_tokens()
    {
        var tokens = new List<StreamSequenceToken?>();
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await Numbers.SubscribeAsync((item, token) =>
        {
            tokens.Add(token);
            if (item == 20)
                done.SetResult();
            return Task.CompletedTask;
        });
        for (var i = 1; i <= 20; i++)
            await Numbers.OnNextAsync(i);
        await done.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(tokens.Order(), tokens);
        Assert.Equal(20, tokens.Distinct().Count());
    }

    [Trait("Host", "Embedded")]
    [Fact]
    public async Task An_observer_outside_that_keeps_failing_hears_of_it_and_goes_on()
    {
        var heard = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        await Numbers.SubscribeAsync(
            (item, _) => item == 13 ? Task.FromException(new InvalidOperationException("unlucky")) : One(item, null),
            error =>
            {
                heard.TrySetResult(error);
                return Task.CompletedTask;
            });
        var paused = _silo.Time.TimerSet(TimeSpan.FromSeconds(1));
        await Numbers.OnNextAsync(13);
        for (var pause = 1; pause <= 16; pause *= 2)
        {
            await paused;
            paused = pause < 16 ? _silo.Time.TimerSet(TimeSpan.FromSeconds(pause * 2)) : Task.CompletedTask;
            _silo.Time.Advance(TimeSpan.FromSeconds(pause));
        }

        Assert.NotNull(await heard.Task.WaitAsync(TimeSpan.FromSeconds(20)));
        await Arrives();
    }

    [Fact]
    public async Task The_subscriptions_of_a_grain_are_not_seen_outside()
    {
        await _silo.Grain<IListenerGrain>("l").Subscribe("s");
        Assert.Empty(await Numbers.GetAllSubscriptionHandles());
    }

    async Task Arrives()
    {
        await Numbers.OnNextAsync(42);
        Assert.Equal(42, await _got.Task.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    static Task Completed() => Task.CompletedTask;

    static Task Failed(Exception error) => Task.CompletedTask;

    Task One(int item, StreamSequenceToken? token)
    {
        _got.TrySetResult(item);
        return Task.CompletedTask;
    }

    Task Many(IList<SequentialItem<int>> items) => One(items[0].Item, items[0].Token);
}
