using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Storage;

namespace Orleans.Runtime;

/// <summary>Keeps reminders in Orleans' table, one row for each grain and name, to the millisecond.</summary>
sealed class AdoNetReminderTable : IReminderTable
{
    const string Tables = """
        CREATE TABLE IF NOT EXISTS OrleansRemindersTable (
            ServiceId TEXT NOT NULL, GrainId TEXT NOT NULL, ReminderName TEXT NOT NULL, StartTime TEXT NOT NULL,
            Period INTEGER NOT NULL, GrainHash INTEGER NOT NULL, Version INTEGER NOT NULL,
            PRIMARY KEY (ServiceId, GrainId, ReminderName));
        """;

    const string Upsert = """
        INSERT INTO OrleansRemindersTable (ServiceId, GrainId, ReminderName, StartTime, Period, GrainHash, Version)
        VALUES (@Service, @Grain, @Name, @Start, @Period, @Hash, 0)
        ON CONFLICT (ServiceId, GrainId, ReminderName) DO UPDATE SET StartTime = excluded.StartTime, Period = excluded.Period,
            GrainHash = excluded.GrainHash, Version = OrleansRemindersTable.Version + 1
        """;

    readonly string _service;
    readonly AdoNetDatabase _database;

    public AdoNetReminderTable(IOptions<AdoNetReminderTableOptions> options, IOptions<ClusterOptions> cluster)
    {
        if (!AdoNetDatabase.Knows(options.Value.Invariant))
            throw new OrleansConfigurationException($"Reminders ask for '{options.Value.Invariant}': this host knows {AdoNetDatabase.Sqlite} and {AdoNetDatabase.Postgres}.");
        _service = cluster.Value.ServiceId;
        _database = new(options.Value.Invariant, options.Value.ConnectionString, Tables, Adopt);
    }

    public async Task<IReadOnlyList<ReminderRow>> ReadAll()
    {
        await using var connection = await _database.Open();
        await using var command = connection.Command("SELECT GrainId, ReminderName, StartTime, Period FROM OrleansRemindersTable WHERE ServiceId = @Service", ("Service", _service));
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<ReminderRow>();
        while (await reader.ReadAsync())
        {
            rows.Add(new(
                GrainId.Parse(reader.GetString(0)), reader.GetString(1),
                DateTime.SpecifyKind(reader.GetDateTime(2), DateTimeKind.Utc), TimeSpan.FromMilliseconds(reader.GetInt64(3))));
        }

        return rows;
    }

    public async Task Write(ReminderRow row)
    {
        await using var connection = await _database.Open();
        await using var command = Write(connection, _service, row);
        await command.ExecuteNonQueryAsync();
    }

    public async Task Remove(GrainId grain, string name)
    {
        await using var connection = await _database.Open();
        await using var command = connection.Command(
            "DELETE FROM OrleansRemindersTable WHERE ServiceId = @Service AND GrainId = @Grain AND ReminderName = @Name",
            ("Service", _service), ("Grain", grain.ToString()), ("Name", name));
        await command.ExecuteNonQueryAsync();
    }

    static DbCommand Write(DbConnection connection, string service, ReminderRow row)
    {
        // What one database rounds and the other keeps would be two schedules.
        var start = new DateTime(row.First.Ticks - (row.First.Ticks % TimeSpan.TicksPerMillisecond), DateTimeKind.Utc);
        return connection.Command(
            Upsert, ("Service", service), ("Grain", row.Grain.ToString()), ("Name", row.Name), ("Start", start),
            ("Period", (long)row.Period.TotalMilliseconds), ("Hash", (int)row.Grain.GetUniformHashCode()));
    }

    /// <summary>Files of earlier versions had a table of their own.</summary>
    static void Adopt(SqliteConnection file)
    {
        if (!AdoNetDatabase.HasTable(file, "grain_reminder"))
            return;
        using (var command = file.Command("SELECT service_id, grain_id, name, first_ticks, period_ticks FROM grain_reminder"))
        using (var old = command.ExecuteReader())
        {
            while (old.Read())
            {
                var row = new ReminderRow(GrainId.Parse(old.GetString(1)), old.GetString(2), new(old.GetInt64(3), DateTimeKind.Utc), new(old.GetInt64(4)));
                using var copy = Write(file, old.GetString(0), row);
                copy.ExecuteNonQuery();
            }
        }

        AdoNetDatabase.Execute(file, "DROP TABLE grain_reminder");
    }
}
