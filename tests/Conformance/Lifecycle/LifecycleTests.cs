using Conformance.Calls;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Conformance.Lifecycle;

public sealed class LifecycleTests : IAsyncLifetime
{
    readonly LifecyclePlan _plan = new();
    TestSilo _silo = null!;

    ILifecycleGrain Grain => _silo.Grain<ILifecycleGrain>();

    Probe Probe => _silo.Probe;

    public async Task InitializeAsync() => _silo = await TestSilo.Start(silo => silo.ConfigureServices(services => services.AddSingleton(_plan)));

    public async Task DisposeAsync()
    {
        Probe.Open("activation");
        await _silo.DisposeAsync();
    }

    [Fact]
    public async Task A_reference_makes_no_activation()
    {
        _ = Grain;
        await _silo.Grain<IEchoGrain>().Echo("x");
        Assert.Empty(Probe.Log);
    }

    [Fact]
    public async Task The_first_call_constructs_and_activates_once()
    {
        var calls = Enumerable.Range(0, 20).Select(_ => Task.Run(Grain.Number));
        Assert.All(await Task.WhenAll(calls), static n => Assert.Equal(1, n));
        Assert.Equal(["construct 1", "activate 1", "call 1"], Probe.Log.Take(3));
        Assert.Single(Probe.Log, static n => n.StartsWith("activate", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Requests_wait_until_OnActivateAsync_is_done()
    {
        _plan.WaitInActivation = true;
        var calls = new[] { Grain.Number(), Grain.Number() };
        await Probe.Seen("activate 1");
        Assert.DoesNotContain("call 1", Probe.Log);
        Probe.Open("activation");
        await Task.WhenAll(calls);
    }

    [Fact]
    public async Task A_failing_activation_gives_every_waiter_the_original_exception()
    {
        (_plan.FailActivation, _plan.WaitInActivation) = (true, true);
        foreach (var call in Waiters())
            Assert.StartsWith("bad", (await Assert.ThrowsAsync<FormatException>(() => call)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failing_constructor_gives_every_waiter_its_exception_inside_one_that_names_the_class()
    {
        _plan.FailConstructor = true;
        foreach (var call in Waiters())
        {
            var error = await Assert.ThrowsAsync<InvalidOperationException>(() => call);
            Assert.Contains(nameof(LifecycleGrain), error.Message, StringComparison.Ordinal);
            Assert.StartsWith("bad", Assert.IsType<FormatException>(error.InnerException).Message, StringComparison.Ordinal);
        }
    }

    List<Task<int>> Waiters()
    {
        var calls = Enumerable.Range(0, 3).Select(_ => Grain.Number()).ToList();
        Probe.Open("activation");
        return calls;
    }

    [Fact]
    public async Task After_a_failed_activation_a_later_call_makes_a_new_instance()
    {
        _plan.FailActivation = true;
        await Assert.ThrowsAsync<FormatException>(() => Grain.Number());
        _plan.FailActivation = false;
        _silo.Time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(2, await Grain.Number());
    }

    /// <summary>Orleans tries anew for every call.</summary>
    [Trait("Host", "Embedded")]
    [Fact]
    public async Task Activation_failures_are_damped()
    {
        _plan.FailActivation = true;
        await Assert.ThrowsAsync<FormatException>(() => Grain.Number());
        await Assert.ThrowsAsync<FormatException>(() => Grain.Number());
        Assert.DoesNotContain("construct 2", Probe.Log);
    }

    [Fact]
    public async Task An_activation_that_takes_too_long_fails()
    {
        _plan.WaitInActivation = true;
        var call = Grain.Number();
        await Probe.Seen("activate 1");
        _silo.Time.Advance(TimeSpan.FromSeconds(31));
        await Assert.ThrowsAnyAsync<Exception>(() => call);
    }

    [Fact]
    public async Task Deactivate_on_idle_ends_the_activation_and_the_next_call_gets_a_new_one()
    {
        Assert.Equal(1, await Grain.Number());
        await Grain.End();
        Assert.Equal(2, await Grain.Number());
        Assert.True(Index("gone 1") < Index("construct 2"));
        Assert.Contains("deactivate 1 ApplicationRequested", Probe.Log);
    }

    [Fact]
    public async Task Queued_requests_go_to_the_next_activation_in_their_order()
    {
        var ending = Grain.EndAndWait("g");
        await Probe.Seen("ending");
        var queued = Enumerable.Range(0, 5).Select(_ => Grain.Number()).ToList();
        Probe.Open("g");
        await ending;
        Assert.All(await Task.WhenAll(queued), static n => Assert.Equal(2, n));
        Assert.True(Index("ended") < Index("deactivate 1 ApplicationRequested"));
        Assert.True(Index("gone 1") < Index("construct 2"));
    }

    [Fact]
    public async Task Deactivate_within_OnActivateAsync_rejects_the_caller()
    {
        _plan.EndInActivation = true;
        await Assert.ThrowsAsync<OrleansMessageRejectionException>(() => Grain.Number());
        _plan.EndInActivation = false;
        Assert.NotEqual(1, await Grain.Number());
    }

    [Fact]
    public async Task An_error_in_OnDeactivateAsync_is_swallowed()
    {
        _plan.FailDeactivation = true;
        await Grain.Number();
        await Grain.End();
        Assert.Equal(2, await Grain.Number());
    }

    [Trait("Host", "Embedded")]
    [Fact]
    public async Task An_idle_activation_is_collected_after_its_age_and_not_before()
    {
        await Grain.Number();
        _silo.Time.Advance(TimeSpan.FromMinutes(14));
        Assert.DoesNotContain(Probe.Log, static n => n.StartsWith("deactivate", StringComparison.Ordinal));
        _silo.Time.Advance(TimeSpan.FromMinutes(3));
        await Probe.Seen("deactivate 1 ActivationIdle");
        Assert.Equal(2, await Grain.Number());
    }

    [Fact]
    public async Task A_call_puts_off_collection()
    {
        await Grain.Number();
        _silo.Time.Advance(TimeSpan.FromMinutes(10));
        await Grain.Number();
        _silo.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(1, await Grain.Number());
    }

    [Fact]
    public async Task A_running_request_keeps_its_activation()
    {
        var call = Grain.Wait("g");
        await Probe.Seen("waiting");
        _silo.Time.Advance(TimeSpan.FromMinutes(60));
        await Assert.ThrowsAsync<TimeoutException>(() => call);
        Assert.DoesNotContain(Probe.Log, static n => n.StartsWith("deactivate", StringComparison.Ordinal));
        Probe.Open("g");
        Assert.Equal(1, await Grain.Number());
    }

    [Trait("Host", "Embedded")]
    [Fact]
    public async Task Delay_deactivation_keeps_the_activation_for_that_time()
    {
        await Grain.Delay(TimeSpan.FromHours(1));
        _silo.Time.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(1, await Grain.Number());
        await Grain.Delay(TimeSpan.FromMilliseconds(-1));
        _silo.Time.Advance(TimeSpan.FromMinutes(18));
        await Probe.Seen("deactivate 1 ActivationIdle");
    }

    [Fact]
    public async Task Kept_alive_grains_are_not_collected()
    {
        await _silo.Grain<IKeptGrain>().Touch();
        _silo.Time.Advance(TimeSpan.FromDays(1));
        await Grain.Number();
        Assert.DoesNotContain("kept ActivationIdle", Probe.Log);
    }

    [Trait("Host", "Embedded")]
    [Fact]
    public async Task A_class_may_have_its_own_age_limit()
    {
        await _silo.Grain<IShortGrain>().Touch();
        _silo.Time.Advance(TimeSpan.FromMinutes(4));
        await Probe.Seen("short ActivationIdle");
    }

    [Fact]
    public async Task A_grain_knows_its_identity_and_services() =>
        Assert.Equal("True lifecycle/k k lifecycle/k lifecycle/k", await Grain.Services());

    [Fact]
    public async Task Stopping_the_host_deactivates_everything_with_its_reason()
    {
        await Grain.Number();
        await _silo.Grain<IKeptGrain>().Touch();
        await _silo.Stop();
        Assert.Contains("deactivate 1 ShuttingDown", Probe.Log);
        Assert.Contains("gone 1", Probe.Log);
        Assert.Contains("kept ShuttingDown", Probe.Log);
    }

    [Fact]
    public async Task Stopping_waits_for_running_requests()
    {
        var running = Grain.Wait("g");
        await Probe.Seen("waiting");
        var stop = _silo.Stop();
        Assert.False(stop.IsCompleted);
        Probe.Open("g");
        await running;
        await stop;
        Assert.Contains("gone 1", Probe.Log);
    }

    [Trait("Host", "Embedded")]
    [Fact]
    public async Task A_host_that_stops_takes_no_new_requests_from_outside()
    {
        var running = Grain.Wait("g");
        await Probe.Seen("waiting");
        var stop = _silo.Stop();
        await Assert.ThrowsAsync<SiloUnavailableException>(() => _silo.Grain<IEchoGrain>("other").Echo("x"));
        Assert.False(stop.IsCompleted);
        Probe.Open("g");
        await running;
        await stop;
    }

    [Trait("Host", "Embedded")]
    [Fact]
    public async Task Stopping_does_not_wait_for_ever()
    {
        var running = Grain.Wait("never");
        await Probe.Seen("waiting");
        var stop = _silo.Stop();
        while (!stop.IsCompleted)
        {
            _silo.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await stop;
        Assert.Contains("deactivate 1 ShuttingDown", Probe.Log);
        await Assert.ThrowsAnyAsync<Exception>(() => running);
    }

    int Index(string what) => Probe.Log.ToList().IndexOf(what);
}
