using Orleans.Hosting;
using Orleans.Runtime;

namespace Conformance.Reminders;

public interface IReminderTestGrain : IGrainWithStringKey
{
    Task Register(string name, TimeSpan due, TimeSpan period);

    Task<int> Count();

    Task Unregister(string name);

    Task UnregisterTwice(string name);

    Task UnregisterWithStaleHandle(string name);

    Task Busy(string gate);

    Task FailTicks();
}

public sealed class ReminderTestGrain(Probe probe) : Grain, IReminderTestGrain, IRemindable
{
    int _ticks;
    bool _failing;

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        probe.Note($"{reminderName} {++_ticks} {(status.CurrentTickTime - status.FirstTickTime).TotalMinutes:0}");
        return _failing ? throw new FormatException("bad tick") : Task.CompletedTask;
    }

    public Task Register(string name, TimeSpan due, TimeSpan period) => this.RegisterOrUpdateReminder(name, due, period);

    public async Task<int> Count() => (await this.GetReminders()).Count;

    public async Task Unregister(string name) => await this.UnregisterReminder((await this.GetReminder(name))!);

    public async Task UnregisterTwice(string name)
    {
        var reminder = (await this.GetReminder(name))!;
        await this.UnregisterReminder(reminder);
        await this.UnregisterReminder(reminder);
    }

    public async Task UnregisterWithStaleHandle(string name)
    {
        var stale = (await this.GetReminder(name))!;
        await this.RegisterOrUpdateReminder(name, TimeSpan.FromHours(1), TimeSpan.FromHours(1));
        await this.UnregisterReminder(stale);
    }

    public async Task Busy(string gate)
    {
        probe.Note("busy");
        await probe.Gate(gate);
    }

    public Task FailTicks()
    {
        _failing = true;
        return Task.CompletedTask;
    }
}

public interface IForgetfulGrain : IGrainWithStringKey
{
    Task Register();
}

/// <summary>Has no method for reminders.</summary>
public sealed class ForgetfulGrain : Grain, IForgetfulGrain
{
    public Task Register() => this.RegisterOrUpdateReminder("r", TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
}

public sealed class ReminderTests : IAsyncLifetime
{
    static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    TestSilo _silo = null!;

    IReminderTestGrain Grain => _silo.Grain<IReminderTestGrain>();

    public async Task InitializeAsync() => _silo = await TestSilo.Start(static silo => silo.UseInMemoryReminderService());

    public async Task DisposeAsync() => await _silo.DisposeAsync();

    [Fact]
    public async Task A_reminder_calls_its_grain_every_period_without_drift()
    {
        await _silo.Time.UntilTimerSet(s_minute, () => Grain.Register("r", s_minute, 2 * s_minute));
        for (var i = 1; i <= 3; i++)
        {
            var armed = _silo.Time.TimerSet(2 * s_minute);
            _silo.Time.Advance(i == 1 ? s_minute : 2 * s_minute);
            await _silo.Probe.Seen($"r {i} {(i - 1) * 2}");
            await armed;
        }
    }

    [Fact]
    public async Task A_reminder_activates_its_grain()
    {
        await Grain.Register("r", TimeSpan.FromHours(1), TimeSpan.FromHours(1));
        _silo.Time.Advance(TimeSpan.FromMinutes(59));
        await _silo.Client.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);
        _silo.Time.Advance(s_minute);
        await _silo.Probe.Seen("r 1 0");
    }

    [Fact]
    public async Task A_reminder_can_be_replaced_listed_and_removed()
    {
        await Grain.Register("r", s_minute, s_minute);
        await Grain.Register("r", 2 * s_minute, s_minute);
        await Grain.Register("s", s_minute, s_minute);
        Assert.Equal(2, await Grain.Count());
        await Grain.Unregister("r");
        Assert.Equal(1, await Grain.Count());
    }

    [Trait("Host", "Embedded")]
    [Fact]
    public async Task A_handle_of_a_reminder_that_is_gone_is_refused()
    {
        await Grain.Register("s", s_minute, s_minute);
        await Assert.ThrowsAsync<ReminderException>(() => Grain.UnregisterTwice("s"));
    }

    [Fact]
    public async Task Bad_periods_are_refused()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Grain.Register("r", s_minute, TimeSpan.FromSeconds(59)));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Grain.Register("r", Timeout.InfiniteTimeSpan, s_minute));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Grain.Register("r", s_minute, Timeout.InfiniteTimeSpan));
    }

    [Fact]
    public async Task A_reminder_registered_again_follows_its_new_schedule_only()
    {
        await Grain.Register("r", s_minute, 10 * s_minute);
        await _silo.Time.UntilTimerSet(3 * s_minute, () => Grain.Register("r", 3 * s_minute, 10 * s_minute));
        _silo.Time.Advance(2 * s_minute);
        Assert.Equal(1, await Grain.Count());
        Assert.Empty(_silo.Probe.Log);
        _silo.Time.Advance(s_minute);
        await _silo.Probe.Seen("r 1 0");
    }

    [Fact]
    public async Task A_handle_from_before_the_last_registration_is_stale()
    {
        await Grain.Register("r", s_minute, s_minute);
        await Assert.ThrowsAsync<ReminderException>(() => Grain.UnregisterWithStaleHandle("r"));
        Assert.Equal(1, await Grain.Count());
    }

    [Fact]
    public async Task An_unregistered_reminder_ticks_no_more()
    {
        await Grain.Register("r", s_minute, s_minute);
        await _silo.Time.UntilTimerSet(3 * s_minute, () => Grain.Register("s", 3 * s_minute, s_minute));
        await Grain.Unregister("r");
        _silo.Time.Advance(3 * s_minute);
        await _silo.Probe.Seen("s 1 0");
        Assert.DoesNotContain(_silo.Probe.Log, static n => n.StartsWith('r'));
    }

    [Fact]
    public async Task A_grain_that_is_not_remindable_is_refused() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => _silo.Grain<IForgetfulGrain>().Register());

    [Fact]
    public async Task A_reminder_waits_for_a_running_request()
    {
        await Grain.Register("r", s_minute, s_minute);
        var busy = Grain.Busy("b");
        await _silo.Probe.Seen("busy");
        await AnotherTicks();
        Assert.DoesNotContain("r 1 0", _silo.Probe.Log);
        _silo.Probe.Open("b");
        // By the test's clock it took too long; Orleans goes by the machine's.
        await Record.ExceptionAsync(() => busy);
        await _silo.Probe.Seen("r 1 0");

        async Task AnotherTicks()
        {
            var other = _silo.Grain<IReminderTestGrain>("other");
            await _silo.Time.UntilTimerSet(s_minute, () => other.Register("o", s_minute, s_minute));
            _silo.Time.Advance(s_minute);
            await _silo.Probe.Seen("o 1 0");
        }
    }

    [Fact]
    public async Task A_failing_tick_does_not_end_the_reminder()
    {
        await _silo.Time.UntilTimerSet(s_minute, () => Grain.Register("r", s_minute, s_minute));
        await Grain.FailTicks();
        for (var i = 1; i <= 3; i++)
        {
            var armed = _silo.Time.TimerSet(s_minute);
            _silo.Time.Advance(s_minute);
            await _silo.Probe.Seen($"r {i} {i - 1}");
            await armed;
        }
    }

    [Fact]
    public async Task Reminders_of_other_grains_are_not_seen()
    {
        await Grain.Register("r", s_minute, s_minute);
        Assert.Equal(0, await _silo.Grain<IReminderTestGrain>("other").Count());
    }

    [Fact]
    public async Task Without_a_reminder_service_registering_says_what_to_add()
    {
        await using var silo = await TestSilo.Start();
        await Assert.ThrowsAnyAsync<Exception>(() => silo.Grain<IReminderTestGrain>().Register("r", s_minute, s_minute));
    }
}
