using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Storage;

namespace Orleans.Embedded.Tests.Persistence;

/// <summary>Files of versions that had tables of their own: their rows are taken over into Orleans' tables.</summary>
public sealed class EarlierFileTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("earlier-").FullName;

    string Address => $"Data Source={Path.Combine(_folder, "grains.db")}";

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task States_keep_their_payload_version_and_emptiness()
    {
        Old("""
            CREATE TABLE grain_state (service_id TEXT NOT NULL, state_name TEXT NOT NULL, grain_id TEXT NOT NULL, version INTEGER NOT NULL, payload BLOB,
                PRIMARY KEY (service_id, state_name, grain_id)) WITHOUT ROWID;
            INSERT INTO grain_state VALUES ('default', 's-v1', 't/k', 3, CAST('{"Value":7}' AS BLOB));
            INSERT INTO grain_state VALUES ('default', 's-v1', 't/cleared', 2, NULL);
            """);
        for (var opening = 0; opening < 2; opening++)
        {
            var storage = new AdoNetGrainStorage("s", new AdoNetGrainStorageOptions { ConnectionString = Address }, "default");
            var state = new GrainState<Kept>();
            await storage.ReadStateAsync("s-v1", GrainId.Create("t", "k"), state);
            Assert.Equal((7, "3", true), (state.State.Value, state.ETag, state.RecordExists));
            await storage.ReadStateAsync("s-v1", GrainId.Create("t", "cleared"), state);
            Assert.Equal(("2", false), (state.ETag, state.RecordExists));
        }
    }

    [Fact]
    public async Task Reminders_keep_their_schedule()
    {
        var first = new DateTime(2026, 11, 20, 1, 0, 0, DateTimeKind.Utc);
        Old($"""
            CREATE TABLE grain_reminder (service_id TEXT NOT NULL, grain_id TEXT NOT NULL, name TEXT NOT NULL, first_ticks INTEGER NOT NULL,
                period_ticks INTEGER NOT NULL, PRIMARY KEY (service_id, grain_id, name)) WITHOUT ROWID;
            INSERT INTO grain_reminder VALUES ('default', 't/k', 'r', {first.Ticks}, {TimeSpan.FromMinutes(5).Ticks});
            """);
        for (var opening = 0; opening < 2; opening++)
        {
            var table = new AdoNetReminderTable(Options.Create(new AdoNetReminderTableOptions { ConnectionString = Address }), Options.Create(new ClusterOptions()));
            Assert.Equal(new ReminderRow(GrainId.Create("t", "k"), "r", first, TimeSpan.FromMinutes(5)), Assert.Single(await table.ReadAll()));
        }
    }

    [Theory]
    [InlineData("", 0x02CC5D05u)]
    [InlineData("a", 0x550D7456u)]
    [InlineData("abc", 0x32D153FFu)]
    [InlineData("Nobody inspects the spammish repetition", 0xE2293B2Fu)]
    public void Hashes_are_those_of_xxh32(string text, uint hash) => Assert.Equal(hash, StableHash.Of(Encoding.UTF8.GetBytes(text)));

    void Old(string sql)
    {
        using var file = new SqliteConnection(Address);
        file.Open();
        using var command = file.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    sealed class Kept
    {
        public int Value { get; set; }
    }
}
