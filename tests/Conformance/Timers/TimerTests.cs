using Conformance.Calls;
using Orleans.Concurrency;

namespace Conformance.Timers;

public interface ITimerGrain : IGrainWithStringKey
{
    Task Start(string name, TimeSpan due, TimeSpan period, bool interleave, bool keepAlive);

    Task Change(TimeSpan due, TimeSpan period);

    Task StopTimer();

    Task Busy(string gate);

    Task End();

    Task StartFailing();

    Task StartWithContext();

    Task<string> StartElsewhere();

    Task StartChanging();

    [AlwaysInterleave]
    Task Nothing();
}

public interface IRudeTimerGrain : IGrainWithStringKey
{
    Task Start();

    Task End();
}

public sealed class RudeTimerGrain(Probe probe) : Grain, IRudeTimerGrain
{
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        probe.Note("rude deactivate");
        return Task.CompletedTask;
    }

    public Task Start()
    {
        this.RegisterGrainTimer(
            token =>
            {
                token.Register(static () => throw new InvalidOperationException("rude"));
                probe.Note("rude tick");
                return Task.CompletedTask;
            },
            new GrainTimerCreationOptions(TimeSpan.Zero, Timeout.InfiniteTimeSpan));
        return Task.CompletedTask;
    }

    public Task End()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}

public sealed class TimerGrain(Probe probe) : Grain, ITimerGrain
{
    IGrainTimer? _timer;
    int _ticks;

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        probe.Note("deactivate");
        return Task.CompletedTask;
    }

    public Task Start(string name, TimeSpan due, TimeSpan period, bool interleave, bool keepAlive)
    {
        _timer = this.RegisterGrainTimer(
            async (state, token) =>
            {
                var tick = ++_ticks;
                probe.Note($"{state} {tick}");
                token.Register(() => probe.Note("token"));
                if (state.StartsWith("gated", StringComparison.Ordinal))
                    await probe.Gate($"{state} {tick}");
                probe.Note($"{state} {tick} end");
            },
            name,
            new GrainTimerCreationOptions(due, period) { Interleave = interleave, KeepAlive = keepAlive });
        return Task.CompletedTask;
    }

    public Task Change(TimeSpan due, TimeSpan period)
    {
        _timer!.Change(due, period);
        return Task.CompletedTask;
    }

    public Task StopTimer()
    {
        _timer!.Dispose();
        return Task.CompletedTask;
    }

    public async Task Busy(string gate)
    {
        probe.Note("busy");
        await probe.Gate(gate);
    }

    public Task End()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task StartFailing()
    {
        this.RegisterGrainTimer(
            () =>
            {
                probe.Note($"failing {++_ticks}");
                throw new InvalidOperationException("bad tick");
            },
            TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        return Task.CompletedTask;
    }

    public Task StartWithContext()
    {
        RequestContext.Set("k", "v");
        this.RegisterGrainTimer(
            () =>
            {
                probe.Note($"context {RequestContext.Get("k") ?? "empty"} {TaskScheduler.Current != TaskScheduler.Default}");
                return Task.CompletedTask;
            },
            TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        return Task.CompletedTask;
    }

    public async Task<string> StartElsewhere()
    {
        try
        {
            await Task.Run(() => this.RegisterGrainTimer(() => Task.CompletedTask, TimeSpan.Zero, TimeSpan.Zero));
            return "registered";
        }
        catch (InvalidOperationException)
        {
            return "refused";
        }
    }

    public Task Nothing() => Task.CompletedTask;

    public Task StartChanging()
    {
        _timer = this.RegisterGrainTimer(
            () =>
            {
                probe.Note($"changing {++_ticks}");
                _timer!.Change(TimeSpan.FromSeconds(10), Timeout.InfiniteTimeSpan);
                return Task.CompletedTask;
            },
            TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        return Task.CompletedTask;
    }
}

public sealed class TimerTests : IAsyncLifetime
{
    static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    TestSilo _silo = null!;

    ITimerGrain Grain => _silo.Grain<ITimerGrain>();

    Probe Probe => _silo.Probe;

    public async Task InitializeAsync() => _silo = await TestSilo.Start();

    public async Task DisposeAsync() => await _silo.DisposeAsync();

    [Fact]
    public async Task A_timer_ticks_when_due_and_then_every_period()
    {
        await Grain.Start("t", 2 * s_second, s_second, false, false);
        _silo.Time.Advance(s_second);
        await Settled();
        Assert.DoesNotContain("t 1", Probe.Log);
        await Tick("t 1 end");
        await Tick("t 2 end");
        await Tick("t 3 end");
    }

    [Fact]
    public async Task A_due_time_of_zero_ticks_at_once()
    {
        await Grain.Start("t", TimeSpan.Zero, Timeout.InfiniteTimeSpan, false, false);
        await Probe.Seen("t 1 end");
    }

    [Fact]
    public async Task An_infinite_period_ticks_once()
    {
        await Grain.Start("t", s_second, Timeout.InfiniteTimeSpan, false, false);
        await Tick("t 1 end");
        _silo.Time.Advance(10 * s_second);
        await Settled();
        Assert.DoesNotContain("t 2", Probe.Log);
    }

    [Fact]
    public async Task The_period_counts_from_the_end_of_a_tick_and_ticks_never_overlap()
    {
        await Grain.Start("gated", s_second, s_second, true, false);
        await Tick("gated 1");
        _silo.Time.Advance(10 * s_second);
        await Settled();
        Assert.DoesNotContain("gated 2", Probe.Log);
        Probe.Open("gated 1");
        await Probe.Seen("gated 1 end");
        await Settled();
        Assert.DoesNotContain("gated 2", Probe.Log);
        await Tick("gated 2");
        Probe.Open("gated 2");
    }

    [Fact]
    public async Task A_tick_waits_for_a_running_request()
    {
        await Grain.Start("t", s_second, s_second, false, false);
        var busy = Grain.Busy("b");
        await Probe.Seen("busy");
        _silo.Time.Advance(s_second);
        await _silo.Grain<IEchoGrain>().Echo("x");
        Assert.DoesNotContain("t 1", Probe.Log);
        Probe.Open("b");
        await busy;
        await Probe.Seen("t 1 end");
    }

    [Fact]
    public async Task A_tick_that_waits_blocks_requests()
    {
        await Grain.Start("gated", s_second, Timeout.InfiniteTimeSpan, false, false);
        await Tick("gated 1");
        var busy = Grain.Busy("b");
        Probe.Open("b");
        await _silo.Grain<IEchoGrain>().Echo("x");
        Assert.DoesNotContain("busy", Probe.Log);
        Probe.Open("gated 1");
        await busy;
    }

    [Fact]
    public async Task An_interleaving_tick_runs_beside_a_waiting_request()
    {
        await Grain.Start("t", s_second, s_second, true, false);
        var busy = Grain.Busy("b");
        await Probe.Seen("busy");
        await Tick("t 1 end");
        Probe.Open("b");
        await busy;
    }

    [Fact]
    public async Task A_disposed_timer_ticks_no_more_and_its_token_fires()
    {
        await Grain.Start("t", s_second, s_second, false, false);
        await Tick("t 1 end");
        await Settled();
        await Grain.StopTimer();
        await Probe.Seen("token");
        _silo.Time.Advance(10 * s_second);
        await Settled();
        Assert.DoesNotContain("t 2", Probe.Log);
    }

    [Fact]
    public async Task Timers_end_before_OnDeactivateAsync()
    {
        await Grain.Start("t", s_second, s_second, false, false);
        await Tick("t 1 end");
        await Settled();
        await Grain.End();
        await Probe.Seen("deactivate");
        Assert.True(Probe.Log.ToList().IndexOf("token") < Probe.Log.ToList().IndexOf("deactivate"));
        _silo.Time.Advance(10 * s_second);
        await Settled();
        Assert.DoesNotContain("t 2", Probe.Log);
    }

    [Trait("Host", "Embedded")]
    [Fact]
    public async Task A_failing_callback_of_a_ticks_token_does_not_keep_the_grain_from_hearing_that_it_ends()
    {
        var grain = _silo.Grain<IRudeTimerGrain>();
        await grain.Start();
        await Probe.Seen("rude tick");
        await grain.End();
        await Probe.Seen("rude deactivate");
    }

    [Fact]
    public async Task Change_gives_a_new_schedule()
    {
        await Grain.Start("t", Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan, false, false);
        _silo.Time.Advance(10 * s_second);
        await Grain.Change(2 * s_second, s_second);
        _silo.Time.Advance(s_second);
        await Settled();
        Assert.DoesNotContain("t 1", Probe.Log);
        await Tick("t 1 end");
        await Tick("t 2 end");
    }

    [Fact]
    public async Task Change_inside_a_tick_takes_effect_after_it()
    {
        await Grain.StartChanging();
        await Tick("changing 1");
        await Settled();
        _silo.Time.Advance(9 * s_second);
        await Settled();
        Assert.DoesNotContain("changing 2", Probe.Log);
        await Tick("changing 2");
    }

    [Fact]
    public async Task A_failing_tick_does_not_end_the_timer()
    {
        await Grain.StartFailing();
        await Tick("failing 1");
        await Settled();
        await Tick("failing 2");
    }

    [Fact]
    public async Task A_tick_has_no_request_context_and_runs_on_the_grain()
    {
        await Grain.StartWithContext();
        await Tick("context empty True");
    }

    [Fact]
    public async Task A_timer_must_be_registered_on_a_turn() => Assert.Equal("refused", await Grain.StartElsewhere());

    [Fact]
    public async Task Times_out_of_range_are_refused()
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Grain.Start("t", TimeSpan.FromMilliseconds(-2), s_second, false, false));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Grain.Start("t", s_second, TimeSpan.FromDays(50), false, false));
    }

    [Trait("Host", "Embedded")]
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Ticks_put_off_collection_only_when_asked(bool keepAlive)
    {
        await Grain.Start("t", TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(9), false, keepAlive);
        for (var i = 1; i <= 2; i++)
        {
            _silo.Time.Advance(TimeSpan.FromMinutes(9));
            if (i == 1 || keepAlive)
                await Probe.Seen($"t {i} end");
            await _silo.Grain<IEchoGrain>().Echo("x");
        }

        if (keepAlive)
            Assert.DoesNotContain("deactivate", Probe.Log);
        else
            await Probe.Seen("deactivate");
    }

    async Task Tick(string expected)
    {
        _silo.Time.Advance(s_second);
        await Probe.Seen(expected);
        await Settled();
    }

    // A request that may run beside anything: when it is answered, whatever was posted before it has had its turn.
    Task Settled() => Grain.Nothing();
}
