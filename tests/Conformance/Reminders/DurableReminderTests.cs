using Orleans.Hosting;

namespace Conformance.Reminders;

/// <summary>Reminders in a database: the next process takes them up.</summary>
public sealed class DurableReminderTests : IAsyncLifetime
{
    static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    readonly FakeTime _time = new();
    DatabaseUnderTest _database = null!;

    public async Task InitializeAsync() => _database = await DatabaseUnderTest.Create();

    public Task DisposeAsync()
    {
        _database.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_reminder_survives_a_restart_and_keeps_its_schedule()
    {
        await using (var first = await Start())
        {
            await _time.UntilTimerSet(s_minute, () => Grain(first).Register("r", s_minute, 10 * s_minute));
            _time.Advance(s_minute);
            await first.Probe.Seen("r 1 0");
        }

        _time.Advance(4 * s_minute);
        await using var second = await StartArmed(6 * s_minute);
        _time.Advance(5 * s_minute);
        Assert.Empty(second.Probe.Log);
        _time.Advance(s_minute);
        await second.Probe.Seen("r 1 10");
    }

    [Fact]
    public async Task A_first_tick_that_is_still_to_come_comes_after_the_restart()
    {
        await using (var first = await Start())
            await Grain(first).Register("r", 5 * s_minute, 10 * s_minute);
        await using var second = await StartArmed(5 * s_minute);
        _time.Advance(5 * s_minute);
        await second.Probe.Seen("r 1 0");
    }

    [Fact]
    public async Task Ticks_that_fell_due_while_nothing_ran_are_skipped()
    {
        await using (var first = await Start())
            await Grain(first).Register("r", s_minute, 10 * s_minute);
        _time.Advance(35 * s_minute);
        await using var second = await StartArmed(6 * s_minute);
        _time.Advance(6 * s_minute);
        await second.Probe.Seen("r 1 40");
    }

    [Fact]
    public async Task The_last_registration_of_a_name_is_the_one_that_is_kept()
    {
        await using (var first = await Start())
        {
            await Grain(first).Register("r", s_minute, s_minute);
            await Grain(first).Register("r", 7 * s_minute, 9 * s_minute);
        }

        await using var second = await StartArmed(7 * s_minute);
        Assert.Equal(1, await Grain(second).Count());
        _time.Advance(6 * s_minute);
        Assert.Empty(second.Probe.Log);
        _time.Advance(s_minute);
        await second.Probe.Seen("r 1 0");
    }

    [Fact]
    public async Task What_was_unregistered_does_not_come_back()
    {
        await using (var first = await Start())
        {
            await Grain(first).Register("gone", s_minute, s_minute);
            await Grain(first).Register("kept", s_minute, s_minute);
            await Grain(first).Unregister("gone");
        }

        await using var second = await Start();
        Assert.Equal(1, await Grain(second).Count());
        await Grain(second).Unregister("kept");
        Assert.Equal(0, await Grain(second).Count());
    }

    static IReminderTestGrain Grain(TestSilo silo) => silo.Grain<IReminderTestGrain>();

    /// <summary>A process that has taken the stored reminder up: a host may read them after it has started.</summary>
    async Task<TestSilo> StartArmed(TimeSpan due)
    {
        var armed = _time.TimerSet(due);
        var silo = await Start();
        await armed;
        return silo;
    }

    Task<TestSilo> Start() => TestSilo.Start(
        silo => silo.UseAdoNetReminderService(options =>
        {
            options.Invariant = DatabaseUnderTest.Invariant;
            options.ConnectionString = _database.ConnectionString;
        }),
        _time);
}
