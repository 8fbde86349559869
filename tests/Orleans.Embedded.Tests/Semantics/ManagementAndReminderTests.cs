using Orleans.Hosting;
using Orleans.Runtime;

namespace Orleans.Embedded.Tests.Semantics;

public interface IReminderTestGrain : IGrainWithStringKey
{
    Task Register(string name, TimeSpan due, TimeSpan period);

    Task<int> Count();

    Task Unregister(string name);

    Task UnregisterTwice(string name);
}

public sealed class ReminderTestGrain(Probe probe) : Grain, IReminderTestGrain, IRemindable
{
    int _ticks;

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        probe.Note($"{reminderName} {++_ticks} {(status.CurrentTickTime - status.FirstTickTime).TotalMinutes:0}");
        return Task.CompletedTask;
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
}

public sealed class ManagementAndReminderTests : IAsyncLifetime
{
    static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    TestSilo _silo = null!;

    IReminderTestGrain Grain => _silo.Grain<IReminderTestGrain>();

    public async Task InitializeAsync() => _silo = await TestSilo.Start(static silo => silo.UseInMemoryReminderService());

    public async Task DisposeAsync() => await _silo.DisposeAsync();

    [Fact]
    public async Task A_reminder_calls_its_grain_every_period_without_drift()
    {
        await Grain.Register("r", s_minute, 2 * s_minute);
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
    public async Task The_management_grain_counts_and_collects()
    {
        var management = _silo.Client.GetGrain<IManagementGrain>(0);
        await _silo.Grain<IEchoGrain>("a").Echo("x");
        await _silo.Grain<IEchoGrain>("b").Echo("x");
        Assert.Equal(3, await management.GetTotalActivationCount());
        Assert.Equal(2, Assert.Single(await management.GetSimpleGrainStatistics(), static s => s.GrainType.EndsWith("EchoGrain", StringComparison.Ordinal)).ActivationCount);
        Assert.Equal(["echo/a", "echo/b"], (await management.GetActiveGrains(GrainType.Create("echo"))).Select(static id => id.ToString()).Order());
        await management.ForceActivationCollection(TimeSpan.Zero);
        Assert.Empty(await management.GetActiveGrains(GrainType.Create("echo")));
    }
}
