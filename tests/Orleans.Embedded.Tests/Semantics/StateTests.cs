using Microsoft.Data.Sqlite;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Storage;

namespace Orleans.Embedded.Tests.Semantics;

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
        probe.Note($"activate {purse.State.Amount} {purse.RecordExists}");
        return Task.CompletedTask;
    }

    public Task<string> Describe() => Task.FromResult($"{purse.State.Amount} {purse.RecordExists} {purse.Etag is null} {purse.State.Notes.Count}");

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
}

public sealed class MemoryStateTests : StateTests
{
    protected override Task<TestSilo> Start() => TestSilo.Start(static silo => silo.AddMemoryGrainStorage("store"));
}

public sealed class SqliteStateTests : StateTests, IDisposable
{
    readonly string _file = Path.Combine(Path.GetTempPath(), $"state-{Environment.ProcessId}-{Interlocked.Increment(ref s_last)}.db");
    static int s_last;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        foreach (var file in Directory.GetFiles(Path.GetTempPath(), Path.GetFileName(_file) + "*"))
            File.Delete(file);
    }

    protected override Task<TestSilo> Start() => TestSilo.Start(silo => silo.AddAdoNetGrainStorage("store", options =>
    {
        options.Invariant = "Microsoft.Data.Sqlite";
        options.ConnectionString = $"Data Source={_file}";
    }));

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
        var error = await Assert.ThrowsAsync<InconsistentStateException>(() => two.Grain<IPurseGrain>().Put(2));
        Assert.Equal("1", error.StoredEtag);
        Assert.Null(error.CurrentEtag);
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

public sealed class MissingStorageTests
{
    [Fact]
    public async Task A_storage_that_is_not_configured_is_named()
    {
        await using var silo = await TestSilo.Start();
        var error = await Assert.ThrowsAsync<BadProviderConfigException>(() => silo.Grain<IPurseGrain>().Describe());
        Assert.Contains("'store'", error.Message, StringComparison.Ordinal);
    }
}
