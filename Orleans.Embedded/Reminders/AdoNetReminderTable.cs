using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Orleans.Runtime;

/// <summary>Keeps reminders in a table of a SQLite database, one row for each grain and name.</summary>
sealed class AdoNetReminderTable(IOptions<AdoNetReminderTableOptions> options, IOptions<ClusterOptions> cluster) : IReminderTable
{
    const string Table = """
        PRAGMA journal_mode = WAL;
        CREATE TABLE IF NOT EXISTS grain_reminder (
            service_id TEXT NOT NULL, grain_id TEXT NOT NULL, name TEXT NOT NULL,
            first_ticks INTEGER NOT NULL, period_ticks INTEGER NOT NULL,
            PRIMARY KEY (service_id, grain_id, name)) WITHOUT ROWID;
        """;

    string Service => cluster.Value.ServiceId;

    public async Task<IReadOnlyList<ReminderRow>> ReadAll()
    {
        await using var connection = await Open();
        var rows = await connection.QueryAsync<(string Grain, string Name, long First, long Period)>(
            "SELECT grain_id, name, first_ticks, period_ticks FROM grain_reminder WHERE service_id = @Service", new { Service });
        return [.. rows.Select(static r => new ReminderRow(GrainId.Parse(r.Grain), r.Name, new DateTime(r.First, DateTimeKind.Utc), new TimeSpan(r.Period)))];
    }

    public async Task Write(ReminderRow row)
    {
        await using var connection = await Open();
        await connection.ExecuteAsync(
            "INSERT OR REPLACE INTO grain_reminder VALUES (@Service, @Grain, @Name, @First, @Period)",
            new { Service, Grain = row.Grain.ToString(), row.Name, First = row.First.Ticks, Period = row.Period.Ticks });
    }

    public async Task Remove(GrainId grain, string name)
    {
        await using var connection = await Open();
        await connection.ExecuteAsync(
            "DELETE FROM grain_reminder WHERE service_id = @Service AND grain_id = @Grain AND name = @Name", new { Service, Grain = grain.ToString(), Name = name });
    }

    // Reminders change rarely: making sure of the table each time costs less than remembering it.
    async Task<SqliteConnection> Open()
    {
        if (options.Value.Invariant != "Microsoft.Data.Sqlite")
            throw new OrleansConfigurationException($"Reminders ask for '{options.Value.Invariant}': this host knows Microsoft.Data.Sqlite.");
        var connection = new SqliteConnection(options.Value.ConnectionString);
        await connection.OpenAsync();
        await connection.ExecuteAsync(Table);
        return connection;
    }
}
