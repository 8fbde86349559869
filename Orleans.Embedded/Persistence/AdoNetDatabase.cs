using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Orleans.Storage;

/// <summary>
/// Opens connections of one of the two ADO.NET providers that this host knows. A SQLite file gets its tables here; those of PostgreSQL are
/// there before the host starts, as for Orleans. The statements are the same for both.
/// </summary>
sealed class AdoNetDatabase(string invariant, string connectionString, string tables, Action<SqliteConnection> adopt)
{
    public const string Sqlite = "Microsoft.Data.Sqlite";
    public const string Postgres = "Npgsql";

    readonly Lock _lock = new();
    bool _ready = invariant == Postgres;

    public static bool Knows(string invariant) => invariant is Sqlite or Postgres;

    /// <summary>The current time in UTC, without offset, as SQL.</summary>
    public string UtcNow => invariant == Postgres ? "(now() AT TIME ZONE 'utc')" : "CURRENT_TIMESTAMP";

    public async Task<DbConnection> Open(CancellationToken cancellationToken = default)
    {
        DbConnection connection = invariant == Postgres ? new NpgsqlConnection(connectionString) : new SqliteConnection(connectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            if (connection is SqliteConnection file)
                MakeReady(file);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    void MakeReady(SqliteConnection file)
    {
        lock (_lock)
        {
            if (_ready)
                return;
            Execute(file, "PRAGMA journal_mode = WAL");
            Execute(file, "BEGIN IMMEDIATE");
            Execute(file, tables);
            adopt(file);
            Execute(file, "COMMIT");
            _ready = true;
        }
    }

    /// <summary>Whether a file of an earlier version has this table, which <c>adopt</c> then takes over.</summary>
    public static bool HasTable(SqliteConnection file, string name)
    {
        using var command = file.Command("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = @Name", ("Name", name));
        return command.ExecuteScalar() is 1L;
    }

    public static void Execute(DbConnection connection, string sql)
    {
        using var command = connection.Command(sql);
        command.ExecuteNonQuery();
    }
}

static class AdoNetCommands
{
    public static DbCommand Command(this DbConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value ?? DBNull.Value;
            // PostgreSQL wants to know of what type a null is; only texts are null here.
            if (value is null)
                parameter.DbType = DbType.String;
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
