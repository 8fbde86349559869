using Conformance.Calls;
using Conformance.Concurrency;
using Conformance.Reminders;
using Conformance.Streams;
using Conformance.Timers;
using Orleans.Hosting;
using Orleans.Streams;

namespace Conformance.Observers;

public sealed class NotingIncomingFilter(Probe probe) : IIncomingGrainCallFilter
{
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        probe.Note("in " + context.MethodName);
        await context.Invoke();
    }
}

public sealed class NotingOutgoingFilter(Probe probe) : IOutgoingGrainCallFilter
{
    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        probe.Note($"out {context.MethodName} from {context.SourceContext?.GrainId.ToString() ?? "outside"} to {context.TargetId}");
        await context.Invoke();
    }
}

/// <summary>Filters see every kind of call.</summary>
public sealed class FilterReachTests : IAsyncLifetime
{
    TestSilo _silo = null!;

    Probe Probe => _silo.Probe;

    public async Task InitializeAsync() => _silo = await TestSilo.Start(static s => s
        .AddIncomingGrainCallFilter<NotingIncomingFilter>()
        .AddOutgoingGrainCallFilter<NotingOutgoingFilter>()
        .UseInMemoryReminderService()
        .AddMemoryStreams("streams"));

    public async Task DisposeAsync() => await _silo.DisposeAsync();

    [Fact]
    public async Task Filters_made_by_the_container_see_calls_from_outside_and_from_grains()
    {
        Probe.Open("x");
        await _silo.Client.GetGrain<IGateGrain>("a", "Conformance.Concurrency.GateGrain").Through(_silo.Client.GetGrain<IGateGrain>("b", "Conformance.Concurrency.GateGrain"), "x");
        Assert.Contains("out Through from outside to plain-gate/a", Probe.Log);
        Assert.Contains("out Plain from plain-gate/a to plain-gate/b", Probe.Log);
        Assert.Contains("in Plain", Probe.Log);
    }

    [Fact]
    public async Task Filters_see_one_way_calls()
    {
        Probe.Open("f");
        await _silo.Client.GetGrain<IGateGrain>("a", "Conformance.Concurrency.GateGrain").Forget("f");
        await Probe.Seen("end f");
        Assert.Contains("in Forget", Probe.Log);
        Assert.Contains("out Forget from outside to plain-gate/a", Probe.Log);
    }

    [Fact]
    public async Task Filters_see_calls_that_can_be_cancelled()
    {
        Probe.Open("t");
        using var source = new CancellationTokenSource();
        await _silo.Client.GetGrain<IGateGrain>("a", "Conformance.Concurrency.GateGrain").WithToken("t", source.Token);
        Assert.Contains("in WithToken", Probe.Log);
        Assert.Contains("out WithToken from outside to plain-gate/a", Probe.Log);
    }

    [Fact]
    public async Task A_call_that_can_be_cancelled_is_cancelled_through_filters_too()
    {
        using var source = new CancellationTokenSource();
        var call = _silo.Client.GetGrain<IGateGrain>("a", "Conformance.Concurrency.GateGrain").WithToken("t", source.Token);
        await Probe.Seen("start t");
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task Filters_see_stateless_workers()
    {
        Probe.Open("w");
        await _silo.Grain<IWorkerGrain>().Work("w");
        Assert.Contains("in Work", Probe.Log);
    }

    [Fact]
    public async Task Filters_see_timer_ticks()
    {
        await _silo.Grain<ITimerGrain>().Start("t", TimeSpan.Zero, Timeout.InfiniteTimeSpan, interleave: false, keepAlive: false);
        await Probe.Seen("t 1 end");
        Assert.Contains(Probe.Log, static n => n.StartsWith("in ", StringComparison.Ordinal) && n != "in Start");
    }

    [Fact]
    public async Task Filters_see_reminders()
    {
        await _silo.Grain<IReminderTestGrain>().Register("r", TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
        _silo.Time.Advance(TimeSpan.FromMinutes(1));
        await Probe.Seen("r 1 0");
        Assert.Contains("in ReceiveReminder", Probe.Log);
    }

    [Fact]
    public async Task Filters_see_stream_deliveries()
    {
        await _silo.Grain<IListenerGrain>("l").Subscribe("s");
        await _silo.Client.GetStreamProvider("streams").GetStream<int>(StreamId.Create("numbers", "s")).OnNextAsync(1);
        await Probe.Seen("l got 1 True");
        Assert.Contains(Probe.Log, static n => n.StartsWith("in ", StringComparison.Ordinal) && n != "in Subscribe");
    }

    [Fact]
    public async Task Outgoing_filters_see_calls_to_observers()
    {
        var watcher = new Watcher();
        var grain = _silo.Grain<IWatchedGrain>("w");
        await grain.Add(_silo.Client.CreateObjectReference<IWatcher>(watcher));
        Assert.Equal(2, await grain.Ask(1));
        Assert.Contains(Probe.Log, static n => n.StartsWith("out OnTask from watched/w to ", StringComparison.Ordinal));
        GC.KeepAlive(watcher);
    }

    [Fact]
    public async Task A_filter_given_as_an_object_is_used_and_its_error_reaches_the_caller()
    {
        await using var silo = await TestSilo.Start(static s => s
            .AddIncomingGrainCallFilter(new Refusing())
            .AddOutgoingGrainCallFilter(new Marking()));
        Assert.Equal("refused marked", (await Assert.ThrowsAsync<UnauthorizedAccessException>(() => silo.Grain<IEchoGrain>().Echo("x"))).Message);
    }

    sealed class Watcher : IWatcher
    {
        public void OnVoid(int value)
        {
        }

        public Task<int> OnTask(int value) => Task.FromResult(value + 1);
    }

    sealed class Refusing : IIncomingGrainCallFilter
    {
        // Orleans' own grains are called through filters too.
        public Task Invoke(IIncomingGrainCallContext context) => context.InterfaceMethod.DeclaringType == typeof(IEchoGrain)
            ? throw new UnauthorizedAccessException($"refused {RequestContext.Get("mark")}")
            : context.Invoke();
    }

    sealed class Marking : IOutgoingGrainCallFilter
    {
        public Task Invoke(IOutgoingGrainCallContext context)
        {
            RequestContext.Set("mark", "marked");
            return context.Invoke();
        }
    }
}
