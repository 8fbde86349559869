using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Storage;

namespace Conformance.State;

[GenerateSerializer]
public sealed class Purse
{
    [Id(0)]
    public decimal Amount { get; set; }

    [Id(1)]
    public List<string> Notes { get; set; } = [];
}

public interface IPurseGrain : IGrainWithStringKey
{
    Task<string> Describe();

    Task Put(decimal amount);

    Task<bool> PutAndCatch(decimal amount);

    Task Mutate(decimal amount);

    Task Read();

    Task Clear();

    Task End();
}

public sealed class PurseGrain(Probe probe, [PersistentState("purse", "store")] IPersistentState<Purse> purse) : Grain, IPurseGrain
{
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        probe.Note(FormattableString.Invariant($"activate {purse.State.Amount:0.##} {purse.RecordExists}"));
        return Task.CompletedTask;
    }

    public Task<string> Describe() => Task.FromResult(FormattableString.Invariant($"{purse.State.Amount:0.##} {purse.RecordExists} {purse.Etag is null} {purse.State.Notes.Count}"));

    public async Task Put(decimal amount)
    {
        purse.State.Amount = amount;
        purse.State.Notes.Add("n");
        await purse.WriteStateAsync();
    }

    public async Task<bool> PutAndCatch(decimal amount)
    {
        try
        {
            await Put(amount);
            return true;
        }
        catch (InconsistentStateException)
        {
            return false;
        }
    }

    public Task Mutate(decimal amount)
    {
        purse.State.Amount = amount;
        purse.State.Notes.Add("only here");
        return Task.CompletedTask;
    }

    public Task Read() => purse.ReadStateAsync();

    public Task Clear() => purse.ClearStateAsync();

    public Task End()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}

public abstract class StateTests
{
    protected abstract Task<TestSilo> Start();

    [Fact]
    public async Task A_missing_row_is_a_new_state()
    {
        await using var silo = await Start();
        Assert.Equal("0 False True 0", await silo.Grain<IPurseGrain>().Describe());
    }

    [Fact]
    public async Task State_is_read_before_activation()
    {
        await using var silo = await Start();
        await silo.Grain<IPurseGrain>().Put(7.25m);
        await silo.Grain<IPurseGrain>().End();
        Assert.Equal("7.25 True False 1", await silo.Grain<IPurseGrain>().Describe());
        Assert.Equal(["activate 0 False", "activate 7.25 True"], silo.Probe.Log);
    }

    [Fact]
    public async Task What_is_not_written_is_lost_with_the_activation()
    {
        await using var silo = await Start();
        await silo.Grain<IPurseGrain>().Put(1);
        await silo.Grain<IPurseGrain>().Mutate(2);
        await silo.Grain<IPurseGrain>().End();
        Assert.Equal("1 True False 1", await silo.Grain<IPurseGrain>().Describe());
    }

    [Fact]
    public async Task Reading_replaces_what_is_in_memory()
    {
        await using var silo = await Start();
        await silo.Grain<IPurseGrain>().Put(1);
        await silo.Grain<IPurseGrain>().Mutate(2);
        await silo.Grain<IPurseGrain>().Read();
        Assert.Equal("1 True False 1", await silo.Grain<IPurseGrain>().Describe());
    }

    [Fact]
    public async Task Clearing_resets_the_state_and_it_can_be_written_again()
    {
        await using var silo = await Start();
        var grain = silo.Grain<IPurseGrain>();
        await grain.Put(1);
        await grain.Clear();
        Assert.StartsWith("0 False", await grain.Describe(), StringComparison.Ordinal);
        await grain.End();
        Assert.StartsWith("0 False", await grain.Describe(), StringComparison.Ordinal);
        await grain.Put(3);
        await grain.End();
        Assert.StartsWith("3 True", await grain.Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Grains_do_not_share_rows()
    {
        await using var silo = await Start();
        await silo.Grain<IPurseGrain>("a").Put(1);
        await silo.Grain<IPurseGrain>("b").Put(2);
        await silo.Grain<IPurseGrain>("a").Read();
        Assert.StartsWith("1 ", await silo.Grain<IPurseGrain>("a").Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_write_over_a_newer_row_is_refused_and_ends_the_activation()
    {
        await using var silo = await Start();
        await silo.Grain<IPurseGrain>().Put(1);
        await WriteBehindItsBack(silo, 2);
        await Assert.ThrowsAsync<InconsistentStateException>(() => silo.Grain<IPurseGrain>().Put(3));
        Assert.StartsWith("2 True", await silo.Grain<IPurseGrain>().Describe(), StringComparison.Ordinal);
        Assert.Equal(["activate 0 False", "activate 2 True"], silo.Probe.Log);
    }

    [Fact]
    public async Task A_first_write_over_a_row_that_somebody_made_meanwhile_is_refused()
    {
        await using var silo = await Start();
        await silo.Grain<IPurseGrain>().Describe();
        await WriteBehindItsBack(silo, 2);
        Assert.Null((await Assert.ThrowsAsync<InconsistentStateException>(() => silo.Grain<IPurseGrain>().Put(3))).CurrentEtag);
    }

    [Fact]
    public async Task Clearing_a_newer_row_is_refused()
    {
        await using var silo = await Start();
        await silo.Grain<IPurseGrain>().Put(1);
        await WriteBehindItsBack(silo, 2);
        await Assert.ThrowsAsync<InconsistentStateException>(() => silo.Grain<IPurseGrain>().Clear());
        Assert.StartsWith("2 True", await silo.Grain<IPurseGrain>().Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_conflict_that_the_grain_catches_leaves_it_and_its_memory_as_they_are()
    {
        await using var silo = await Start();
        await silo.Grain<IPurseGrain>().Put(1);
        await WriteBehindItsBack(silo, 2);
        Assert.False(await silo.Grain<IPurseGrain>().PutAndCatch(3));
        Assert.StartsWith("3 True", await silo.Grain<IPurseGrain>().Describe(), StringComparison.Ordinal);
        Assert.Single(silo.Probe.Log);
    }

    [Fact]
    public async Task Clearing_what_was_never_written_does_no_harm()
    {
        await using var silo = await Start();
        await silo.Grain<IPurseGrain>().Clear();
        await silo.Grain<IPurseGrain>().Put(1);
        Assert.StartsWith("1 True", await silo.Grain<IPurseGrain>().Describe(), StringComparison.Ordinal);
    }

    /// <summary>What another silo would do to the same row.</summary>
    static async Task WriteBehindItsBack(TestSilo silo, decimal amount)
    {
        var storage = silo.Services.GetRequiredKeyedService<IGrainStorage>("store");
        var id = silo.Grain<IPurseGrain>().GetGrainId();
        var state = new GrainState<Purse>();
        await storage.ReadStateAsync("purse", id, state, CancellationToken.None);
        state.State = new Purse { Amount = amount };
        await storage.WriteStateAsync("purse", id, state, CancellationToken.None);
    }
}

public sealed class MemoryStateTests : StateTests
{
    protected override Task<TestSilo> Start() => TestSilo.Start(static silo => silo.AddMemoryGrainStorage("store"));
}

public abstract class AdoNetStateBase : StateTests, IAsyncLifetime
{
    DatabaseUnderTest _database = null!;

    protected virtual bool DeleteOnClear => false;

    public async Task InitializeAsync() => _database = await DatabaseUnderTest.Create();

    public Task DisposeAsync()
    {
        _database.Dispose();
        return Task.CompletedTask;
    }

    protected override Task<TestSilo> Start() => TestSilo.Start(silo => silo.AddAdoNetGrainStorage("store", options =>
    {
        options.Invariant = DatabaseUnderTest.Invariant;
        options.ConnectionString = _database.ConnectionString;
        options.DeleteStateOnClear = DeleteOnClear;
    }));
}

public sealed class AdoNetStateTests : AdoNetStateBase
{
    [Fact]
    public async Task State_survives_a_restart()
    {
        await using (var first = await Start())
            await first.Grain<IPurseGrain>().Put(9);
        await using var second = await Start();
        Assert.Equal("9 True False 1", await second.Grain<IPurseGrain>().Describe());
    }

    [Fact]
    public async Task Of_two_first_writers_one_loses()
    {
        await using var one = await Start();
        await using var two = await Start();
        await one.Grain<IPurseGrain>().Describe();
        await two.Grain<IPurseGrain>().Describe();
        await one.Grain<IPurseGrain>().Put(1);
        await Assert.ThrowsAsync<InconsistentStateException>(() => two.Grain<IPurseGrain>().Put(2));
    }

    [Fact]
    public async Task Of_two_hosts_that_read_the_same_version_one_loses_and_starts_again_from_storage()
    {
        await using var one = await Start();
        await using var two = await Start();
        await one.Grain<IPurseGrain>().Put(1);
        await two.Grain<IPurseGrain>().Describe();
        await one.Grain<IPurseGrain>().Put(2);
        await Assert.ThrowsAsync<InconsistentStateException>(() => two.Grain<IPurseGrain>().Put(3));
        Assert.StartsWith("2 True", await two.Grain<IPurseGrain>().Describe(), StringComparison.Ordinal);
        await two.Grain<IPurseGrain>().Put(4);
        Assert.Equal(2, two.Probe.Log.Count);
    }

    [Fact]
    public async Task A_conflict_that_the_grain_handles_does_not_end_it()
    {
        await using var one = await Start();
        await using var two = await Start();
        await one.Grain<IPurseGrain>().Put(1);
        await two.Grain<IPurseGrain>().Describe();
        await one.Grain<IPurseGrain>().Put(2);
        Assert.False(await two.Grain<IPurseGrain>().PutAndCatch(3));
        // The state in memory stays as it was changed.
        Assert.StartsWith("3 True", await two.Grain<IPurseGrain>().Describe(), StringComparison.Ordinal);
        Assert.Single(two.Probe.Log);
    }
}

public sealed class DeletingStateTests : AdoNetStateBase
{
    protected override bool DeleteOnClear => true;

    [Fact]
    public async Task A_cleared_row_is_gone_when_the_option_says_so()
    {
        await using var silo = await Start();
        await silo.Grain<IPurseGrain>().Put(1);
        await silo.Grain<IPurseGrain>().Clear();
        Assert.Equal("0 False True 0", await silo.Grain<IPurseGrain>().Describe());
    }
}

public sealed class MissingStorageTests
{
    [Fact]
    public async Task A_storage_that_is_not_configured_is_named()
    {
        await using var silo = await TestSilo.Start();
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => silo.Grain<IPurseGrain>().Describe());
        Assert.Contains("store", Assert.IsType<BadProviderConfigException>(error.GetBaseException()).Message, StringComparison.Ordinal);
    }
}
