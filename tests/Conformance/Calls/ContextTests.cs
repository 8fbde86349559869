using Orleans.Concurrency;

namespace Conformance.Calls;

public interface IContextGrain : IGrainWithStringKey
{
    Task<string> Read();

    Task<string> ReadAfterAwait();

    Task<string> ReadThrough(IContextGrain next);

    Task SetHere();

    Task<string> ReadAsyncLocal();

    Task SetAsyncLocal();

    Task<bool> HasForeignSynchronizationContext();

    Task<int> Deep(int depth, IContextGrain next);

    Task Spin(IContextGrain other, int calls);

    Task Hold(int milliseconds);

    Task<int> Thread();
}

public sealed class ContextGrain : Grain, IContextGrain
{
    internal static readonly AsyncLocal<string?> Local = new();

    public Task<string> Read() => Task.FromResult($"{RequestContext.Get("k") ?? "empty"}");

    public async Task<string> ReadAfterAwait()
    {
        await Task.Yield();
        return $"{RequestContext.Get("k") ?? "empty"}";
    }

    public async Task<string> ReadThrough(IContextGrain next)
    {
        var first = await next.Read();
        RequestContext.Set("k", "changed");
        return first + " " + await next.Read();
    }

    public Task SetHere()
    {
        RequestContext.Set("k", "callee");
        return Task.CompletedTask;
    }

    public Task<string> ReadAsyncLocal() => Task.FromResult(Local.Value ?? "empty");

    public Task SetAsyncLocal()
    {
        Local.Value = "callee";
        return Task.CompletedTask;
    }

    public Task<bool> HasForeignSynchronizationContext() => Task.FromResult(SynchronizationContext.Current is not null);

    public async Task<int> Deep(int depth, IContextGrain next) => depth == 0 ? 0 : 1 + await next.Deep(depth - 1, GrainFactory.GetGrain<IContextGrain>($"deep {depth}"));

    public async Task Spin(IContextGrain other, int calls)
    {
        for (var i = 0; i < calls; i++)
            await other.Read();
    }

    public Task Hold(int milliseconds)
    {
        var end = Environment.TickCount64 + milliseconds;
        while (Environment.TickCount64 < end)
            System.Threading.Thread.SpinWait(100);
        return Task.CompletedTask;
    }

    public Task<int> Thread() => Task.FromResult(Environment.CurrentManagedThreadId);
}

public sealed class ContextTests : IAsyncLifetime
{
    TestSilo _silo = null!;

    IContextGrain Grain => _silo.Grain<IContextGrain>();

    public async Task InitializeAsync() => _silo = await TestSilo.Start();

    public async Task DisposeAsync()
    {
        RequestContext.Clear();
        await _silo.DisposeAsync();
    }

    [Fact]
    public async Task The_request_context_goes_to_the_callee_and_over_awaits()
    {
        RequestContext.Set("k", "v");
        Assert.Equal("v", await Grain.Read());
        Assert.Equal("v", await Grain.ReadAfterAwait());
        Assert.Equal("v changed", await Grain.ReadThrough(_silo.Grain<IContextGrain>("next")));
    }

    [Fact]
    public async Task The_request_context_does_not_come_back()
    {
        RequestContext.Set("k", "caller");
        await Grain.SetHere();
        Assert.Equal("caller", RequestContext.Get("k"));
        RequestContext.Clear();
        await Grain.SetHere();
        Assert.Null(RequestContext.Get("k"));
    }

    [Fact]
    public async Task The_next_request_does_not_see_the_context_of_the_last()
    {
        RequestContext.Set("k", "v");
        await Grain.Read();
        RequestContext.Clear();
        Assert.Equal("empty", await Grain.Read());
    }

    [Fact]
    public void Keys_can_be_listed_and_removed()
    {
        RequestContext.Set("a", 1);
        RequestContext.Set("b", 2);
        Assert.Equal(["a", "b"], RequestContext.Keys.Order());
        Assert.True(RequestContext.Remove("a"));
        Assert.False(RequestContext.Remove("a"));
        Assert.Equal(2, Assert.Single(RequestContext.Entries).Value);
    }

    [Fact]
    public async Task No_other_async_local_crosses_in_either_direction()
    {
        ContextGrain.Local.Value = "caller";
        RequestContext.Set("k", "v");
        Assert.Equal("empty", await Grain.ReadAsyncLocal());
        await Grain.SetAsyncLocal();
        Assert.Equal("caller", ContextGrain.Local.Value);
        Assert.Equal("v", await Grain.Read());
    }

    [Fact]
    public async Task The_callers_synchronization_context_stays_outside()
    {
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
        var call = Grain.HasForeignSynchronizationContext();
        Assert.NotNull(SynchronizationContext.Current);
        SynchronizationContext.SetSynchronizationContext(before);
        Assert.False(await call);
    }

    [Fact]
    public async Task A_deep_chain_of_calls_does_not_overflow_the_stack() =>
        Assert.Equal(20_000, await Grain.Deep(20_000, _silo.Grain<IContextGrain>("start")));

    [Fact]
    public async Task A_hot_caller_lets_its_own_timers_and_requests_in()
    {
        var hot = _silo.Grain<IReentrantSpinGrain>();
        var spin = hot.SpinUntilStopped(_silo.Grain<IContextGrain>("target"));
        await hot.Stop();
        await spin.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_fan_out_to_slow_callees_uses_other_threads()
    {
        var grains = Enumerable.Range(0, 12).Select(i => _silo.Grain<IContextGrain>($"slow {i}")).ToList();
        await Task.WhenAll(grains.Select(static g => g.Read()));
        var calls = grains.Select(static g => g.Hold(30)).ToList();
        // Had every call run on this thread, all of them would be complete when the last one is made.
        Assert.Contains(calls, static c => !c.IsCompleted);
        await Task.WhenAll(calls);
    }

    [Fact]
    public async Task A_continuation_outside_of_grains_does_not_take_over_the_callees_turn()
    {
        var echo = _silo.Grain<IEchoGrain>();
        var call = echo.WaitAndEcho("g", "x");
        await _silo.Probe.Seen("start x");
        var outside = Task.Run(async () =>
        {
            await call;
            // Were this still the grain's turn, the call could never be answered.
#pragma warning disable RS0030, xUnit1031 // Blocking is the point.
            return echo.Echo("y").Wait(TimeSpan.FromSeconds(20));
#pragma warning restore RS0030, xUnit1031
        });
        _silo.Probe.Open("g");
        Assert.True(await outside);
    }
}

public interface IReentrantSpinGrain : IGrainWithStringKey
{
    Task SpinUntilStopped(IContextGrain target);

    Task Stop();
}

[Reentrant]
public sealed class ReentrantSpinGrain : Grain, IReentrantSpinGrain
{
    bool _stopped;

    public async Task SpinUntilStopped(IContextGrain target)
    {
        while (!_stopped)
            await target.Read();
    }

    public Task Stop()
    {
        _stopped = true;
        return Task.CompletedTask;
    }
}
