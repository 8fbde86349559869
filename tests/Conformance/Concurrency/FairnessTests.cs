using Conformance.Calls;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Conformance.Concurrency;

public interface IHotGrain : IGrainWithStringKey
{
    /// <summary>Calls another grain, which answers at once, until a timer of its own has ticked.</summary>
    Task CallUntilTick(IEchoGrain other);

    /// <summary>The same until <see cref="Stop"/> was called.</summary>
    Task CallUntilStopped(IEchoGrain other);

    Task Stop();
}

[Reentrant]
public sealed class HotGrain(Probe probe) : Grain, IHotGrain
{
    bool _stop;

    public Task CallUntilTick(IEchoGrain other)
    {
        this.RegisterGrainTimer(
            _ =>
            {
                _stop = true;
                return Task.CompletedTask;
            },
            new GrainTimerCreationOptions(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan));
        return CallUntilStopped(other);
    }

    public async Task CallUntilStopped(IEchoGrain other)
    {
        probe.Note("hot");
        while (!_stop)
            await other.Add(1, 1);
    }

    public Task Stop()
    {
        _stop = true;
        return Task.CompletedTask;
    }
}

public interface ISlowGrain : IGrainWithIntegerKey
{
    /// <summary>Keeps a processor busy for some milliseconds; answers how many of its kind did so meanwhile.</summary>
    Task<int> Compute();
}

public sealed class SlowGrain : Grain, ISlowGrain
{
    static int s_inside;

    public Task<int> Compute()
    {
        var inside = Interlocked.Increment(ref s_inside);
        var start = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(start).TotalMilliseconds < 20)
            inside = Math.Max(inside, Volatile.Read(ref s_inside));
        Interlocked.Decrement(ref s_inside);
        return Task.FromResult(inside);
    }
}

/// <summary>Nobody waits for ever because somebody else has always something to do.</summary>
public sealed class FairnessTests : IAsyncLifetime
{
    static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    TestSilo _silo = null!;

    public async Task InitializeAsync() => _silo = await TestSilo.Start();

    public async Task DisposeAsync() => await _silo.DisposeAsync();

    [Fact]
    public async Task A_grain_that_only_makes_calls_which_complete_at_once_gets_its_timers()
    {
        var calling = _silo.Grain<IHotGrain>().CallUntilTick(_silo.Grain<IEchoGrain>());
        await _silo.Probe.Seen("hot");
        _silo.Time.Advance(TimeSpan.FromSeconds(2));
        await calling.WaitAsync(s_patience);
    }

    [Fact]
    public async Task And_takes_requests_between_them()
    {
        var hot = _silo.Grain<IHotGrain>();
        var calling = Task.Run(() => hot.CallUntilStopped(_silo.Grain<IEchoGrain>()));
        await _silo.Probe.Seen("hot");
        await hot.Stop().WaitAsync(s_patience);
        await calling.WaitAsync(s_patience);
    }

    [Fact]
    public async Task A_fan_out_to_slow_grains_uses_more_than_one_processor()
    {
        var together = 0;
        // The first rounds may be what shows that they are slow.
        for (var round = 0; round < 20 && together < 2; round++)
            together = (await Task.WhenAll(Enumerable.Range(0, 8).Select(i => _silo.Client.GetGrain<ISlowGrain>(i).Compute()))).Max();
        Assert.InRange(together, 2, 8);
    }
}
