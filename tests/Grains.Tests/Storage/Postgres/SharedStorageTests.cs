using System.Text;
using Grains.Storage;
using Grains.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Hosting;
using Orleans.Storage;

namespace Grains.Tests.Storage.Postgres;

/// <summary>
/// What the embedded host writes is what Microsoft.Orleans reads, and the other way round. Hashes and keys are fixed here as Orleans 10
/// computes them (XXH32 of the reversed key bytes, of the state's name, of the grain id's parts).
/// </summary>
[Collection(PostgresCollection.Name)]
public sealed class SharedStorageTests(PostgresInstance instance) : IAsyncLifetime
{
    static readonly GrainId Account = GrainId.Create("account", "account:a1");

    string address = "";
    OrleansQueries queries = null!;
    IHost host = null!;

    IGrainStorage Storage => host.Services.GetRequiredKeyedService<IGrainStorage>("settings");

    public async Task InitializeAsync()
    {
        address = await instance.NewDatabase();
        await new PostgresServer(address, new()).Prepare(TimeProvider.System);
        queries = new(address);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.UseOrleans(silo => silo.AddAdoNetGrainStorage("settings", o =>
        {
            (o.Invariant, o.ConnectionString) = ("Npgsql", address);
            o.GrainStorageSerializer = new GrainStateSerializer();
        }));
        host = builder.Build();
    }

    public Task DisposeAsync()
    {
        host.Dispose();
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData("account:a1", 0L, 0L, "account:a1")]
    [InlineData("1F", 0L, 31L, null)]
    [InlineData("1F+x", 0L, 31L, "x")]
    [InlineData("00112233445566778899aabbccddeeff", 0x6677445500112233, unchecked((long)0xffeeddccbbaa9988), null)]
    public async Task A_state_is_found_under_the_key_that_orleans_gives_it(string key, long n0, long n1, string? extension)
    {
        await Storage.WriteStateAsync("s-v1", GrainId.Create("t", key), new GrainState<Settings>(new() { Name = key }));
        var row = Assert.Single(await queries.Run("ReadFromStorageKey", Key("s-v1", HashOf(key), n0, n1, extension)));
        Assert.Equal(1, row["Version"]);
        Assert.Equal($$"""{"Name":"{{key.Replace("+", "\\u002B", StringComparison.Ordinal)}}","Count":0}""", Encoding.UTF8.GetString((byte[])row["PayloadBinary"]!));
    }

    [Fact]
    public async Task What_orleans_writes_is_read_changed_and_cleared_and_the_version_is_the_etag()
    {
        var key = Key("account-v1", HashOf("account:a1"), 0, 0, "account:a1");
        var written = await Write(key, null, "{\"Name\":\"there\",\"Unknown\":1}");
        Assert.Equal(1, Assert.Single(written)["NewGrainStateVersion"]);

        var state = new GrainState<Settings>();
        await Storage.ReadStateAsync("account-v1", Account, state);
        Assert.Equal(("there", "1", true), (state.State!.Name, state.ETag, state.RecordExists));
        state.State.Count = 3;
        await Storage.WriteStateAsync("account-v1", Account, state);
        Assert.Equal("2", state.ETag);

        // Orleans takes no row, or none with another version, for a conflict.
        Assert.Empty(await Write(key, 1, "{}"));
        Assert.Empty(await Write(key, null, "{}"));
        Assert.Equal(3, Assert.Single(await Write(key, 2, "{}"))["NewGrainStateVersion"]);
        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.WriteStateAsync("account-v1", Account, state));

        Assert.Empty(await queries.Run("ClearStorageKey", [.. key, ("GrainStateVersion", 1)]));
        Assert.Equal(4, Assert.Single(await queries.Run("ClearStorageKey", [.. key, ("GrainStateVersion", 3)]))["NewGrainStateVersion"]);
        await Storage.ReadStateAsync("account-v1", Account, state);
        Assert.Equal((false, "4"), (state.RecordExists, state.ETag));
        Assert.Equal(5, Assert.Single(await queries.Run("DeleteStorageKey", [.. key, ("GrainStateVersion", 4)]))["NewGrainStateVersion"]);
        Assert.Empty(await queries.Run("ReadFromStorageKey", key));
    }

    [Fact]
    public async Task Of_many_first_writers_on_both_hosts_one_wins_and_one_row_is_there()
    {
        var key = Key("account-v1", HashOf("account:a1"), 0, 0, "account:a1");
        var won = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            if (i % 2 == 0)
                return (await Write(key, null, "{}")).Count == 1;
            try
            {
                await Storage.WriteStateAsync("account-v1", Account, new GrainState<Settings>(new()));
                return true;
            }
            catch (InconsistentStateException)
            {
                return false;
            }
        }));
        Assert.Single(won, w => w);
        Assert.Single(await queries.Run("ReadFromStorageKey", key));
    }

    [Fact]
    public async Task A_clear_and_a_first_write_after_it_go_on_with_the_version()
    {
        var state = new GrainState<Settings>(new());
        await Storage.WriteStateAsync("account-v1", Account, state);
        await Storage.ClearStateAsync("account-v1", Account, state);
        Assert.Equal("2", state.ETag);
        state.State = new();
        await Storage.WriteStateAsync("account-v1", Account, state);
        Assert.Equal("3", state.ETag);
    }

    Task<List<Dictionary<string, object?>>> Write((string, object?)[] key, int? version, string payload) =>
        queries.Run("WriteToStorageKey", [.. key, ("GrainStateVersion", version), ("PayloadBinary", Encoding.UTF8.GetBytes(payload))]);

    static (string, object?)[] Key(string state, int idHash, long n0, long n1, string? extension) =>
    [
        ("GrainIdHash", idHash), ("GrainIdN0", n0), ("GrainIdN1", n1), ("GrainTypeHash", HashOf(state)), ("GrainTypeString", state), ("GrainIdExtensionString", extension), ("ServiceId", "default"),
    ];

    /// <summary>Computed with a reference implementation of XXH32.</summary>
    static int HashOf(string what) => what switch
    {
        "account:a1" => -1970363761,
        "1F" => -172449568,
        "1F+x" => -159096751,
        "00112233445566778899aabbccddeeff" => -2085662453,
        "s-v1" => -1349695795,
        "account-v1" => -782642952,
        _ => throw new ArgumentException(what),
    };

    sealed class Settings
    {
        public string Name { get; set; } = "";

        public int Count { get; set; }
    }
}
