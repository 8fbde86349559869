using Grains.Storage;
using Grains.Tests.Support;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Grains.Tests.Storage.Postgres;

/// <summary>Reminders in the table that Microsoft.Orleans reads: its statements and the embedded host's see the same rows.</summary>
[Collection(PostgresCollection.Name)]
public sealed class SharedReminderTests(PostgresInstance instance) : IAsyncLifetime
{
    /// <summary>Of <c>account/account:a1</c>: XXH32 of the type times 31, plus that of the key.</summary>
    const int Hash = 60849962;

    static readonly GrainId Account = GrainId.Create("account", "account:a1");
    static readonly DateTime First = new(2026, 11, 20, 0, 30, 0, 250, DateTimeKind.Utc);

    OrleansQueries queries = null!;
    AdoNetReminderTable table = null!;

    public async Task InitializeAsync()
    {
        var address = await instance.NewDatabase();
        await new PostgresServer(address, new()).Prepare(TimeProvider.System);
        queries = new(address);
        table = new(Options.Create(new AdoNetReminderTableOptions { Invariant = "Npgsql", ConnectionString = address }), Options.Create(new ClusterOptions()));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task What_the_embedded_host_registers_orleans_finds_by_grain_name_and_range()
    {
        await table.Write(new(Account, "refresh", First, TimeSpan.FromDays(30)));
        var row = Assert.Single(await queries.Run("ReadReminderRowKey", ("ServiceId", "default"), ("GrainId", "account/account:a1"), ("ReminderName", "refresh")));
        Assert.Equal((First, 30L * 24 * 3600 * 1000, 0), ((DateTime)row["StartTime"]!, (long)row["Period"]!, (int)row["Version"]!));
        Assert.Single(await Range("ReadRangeRows1Key", Hash - 1, Hash));
        Assert.Empty(await Range("ReadRangeRows1Key", Hash, Hash + 1));
        Assert.Single(await Range("ReadRangeRows2Key", Hash - 1, int.MinValue));
        Assert.Empty(await Range("ReadRangeRows2Key", Hash, Hash - 1));

        await table.Write(new(Account, "refresh", First, TimeSpan.FromDays(1)));
        Assert.False(await queries.Succeeds("DeleteReminderRowKey", Key(("Version", 0))));
        Assert.True(await queries.Succeeds("DeleteReminderRowKey", Key(("Version", 1))));
        Assert.Empty(await table.ReadAll());
    }

    [Fact]
    public async Task What_orleans_registers_the_embedded_host_takes_up()
    {
        // Orleans sends a period as an int where it fits.
        Assert.Equal(0, Assert.Single(await Upsert(60_000))["Version"]);
        Assert.Equal(1, Assert.Single(await Upsert(120_000L))["Version"]);
        Assert.Equal(new(Account, "refresh", First, TimeSpan.FromMinutes(2)), Assert.Single(await table.ReadAll()));
        Assert.Single(await queries.Run("ReadReminderRowsKey", ("ServiceId", "default"), ("GrainId", "account/account:a1")));
        await table.Remove(Account, "refresh");
        await Upsert(60_000);
        await queries.Run("DeleteReminderRowsKey", ("ServiceId", "default"));
        Assert.Empty(await table.ReadAll());
    }

    Task<List<Dictionary<string, object?>>> Upsert(object period) => queries.Run("UpsertReminderRowKey", Key(("StartTime", First), ("Period", period), ("GrainHash", Hash)));

    Task<List<Dictionary<string, object?>>> Range(string key, int begin, int end) => queries.Run(key, ("ServiceId", "default"), ("BeginHash", begin), ("EndHash", end));

    static (string, object?)[] Key(params (string, object?)[] more) => [("ServiceId", "default"), ("GrainId", "account/account:a1"), ("ReminderName", "refresh"), .. more];
}
