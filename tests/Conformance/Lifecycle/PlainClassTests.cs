using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;

namespace Conformance.Lifecycle;

public interface IPlainClassGrain : IGrainWithStringKey
{
    Task<string> Key();

    Task StartTimer();

    Task End();
}

/// <summary>A grain without the base class, which is disposed with its activation.</summary>
public sealed class PlainClassGrain(IGrainContext context, Probe probe, string greeting = "no greeting") : IGrainBase, IPlainClassGrain, IAsyncDisposable
{
    public IGrainContext GrainContext => context;

    public Task<string> Key() => Task.FromResult($"{greeting} {this.GetPrimaryKeyString()}");

    public Task StartTimer()
    {
        this.RegisterGrainTimer(
            () =>
            {
                probe.Note("tick");
                return Task.CompletedTask;
            },
            TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        return Task.CompletedTask;
    }

    public Task End()
    {
        this.DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        probe.Note("disposed");
        return ValueTask.CompletedTask;
    }
}

public interface IBadDisposeGrain : IGrainWithStringKey
{
    Task End();
}

public sealed class BadDisposeGrain(Probe probe) : Grain, IBadDisposeGrain, IDisposable
{
    public Task End()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        probe.Note("disposing");
        throw new FormatException("bad dispose");
    }
}

public sealed class PlainClassTests : IAsyncLifetime
{
    TestSilo _silo = null!;

    IPlainClassGrain Grain => _silo.Grain<IPlainClassGrain>();

    public async Task InitializeAsync() => _silo = await TestSilo.Start();

    public async Task DisposeAsync() => await _silo.DisposeAsync();

    [Fact]
    public async Task A_class_need_not_derive_from_Grain() => Assert.Equal("no greeting k", await Grain.Key());

    [Fact]
    public async Task Such_a_class_has_timers_and_can_end_itself()
    {
        await Grain.StartTimer();
        await _silo.Probe.Seen("tick");
        await Grain.End();
        await _silo.Probe.Seen("disposed");
        Assert.Equal("no greeting k", await Grain.Key());
    }

    [Fact]
    public async Task An_error_in_Dispose_is_swallowed()
    {
        await _silo.Grain<IBadDisposeGrain>().End();
        await _silo.Probe.Seen("disposing");
        await _silo.Grain<IBadDisposeGrain>().End();
    }

    [Fact]
    public async Task Startup_tasks_run_by_stage_and_may_call_grains()
    {
        var log = new List<string>();
        await using var silo = await TestSilo.Start(s => s
            .AddStartupTask(async (services, _) => log.Add(await services.GetRequiredService<IGrainFactory>().GetGrain<IPlainClassGrain>("second").Key()), 20_001)
            .AddStartupTask(new Starter(log))
            .AddStartupTask<NotingStarter>());
        Assert.Equal(["first", "no greeting second"], log);
        Assert.Contains("made by the container", silo.Probe.Log);
    }

    [Theory]
    [InlineData("00:02:00", 2)]
    [InlineData("1.00:00:00", 1440)]
    public void An_age_limit_is_a_time(string text, int minutes) =>
        Assert.Equal(TimeSpan.FromMinutes(minutes), new CollectionAgeLimitAttribute(text).AgeLimit);

    [Fact]
    public void An_age_limit_adds_its_parts()
    {
        Assert.Equal(new TimeSpan(1, 2, 3, 0), new CollectionAgeLimitAttribute { Days = 1, Hours = 2, Minutes = 3 }.AgeLimit);
        Assert.True(new CollectionAgeLimitAttribute { AlwaysActive = true }.AlwaysActive);
    }

    [Fact]
    public void A_reason_says_its_code_and_text()
    {
        var cause = new FormatException("cause");
        var reason = new DeactivationReason(DeactivationReasonCode.ApplicationError, cause, "text");
        Assert.Equal((DeactivationReasonCode.ApplicationError, "text", cause), (reason.ReasonCode, reason.Description, reason.Exception));
        Assert.Contains("text", reason.ToString(), StringComparison.Ordinal);
    }

    sealed class Starter(List<string> log) : IStartupTask
    {
        public Task Execute(CancellationToken cancellationToken)
        {
            log.Add("first");
            return Task.CompletedTask;
        }
    }

    sealed class NotingStarter(Probe probe) : IStartupTask
    {
        public Task Execute(CancellationToken cancellationToken)
        {
            probe.Note("made by the container");
            return Task.CompletedTask;
        }
    }
}
