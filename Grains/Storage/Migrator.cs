using Dapper;
using Microsoft.Data.Sqlite;

namespace Grains.Storage;

/// <summary>One step of the schema; its version is its place in <see cref="Migrations.All"/>, counted from 1.</summary>
sealed record Migration(string Name, string Sql);

/// <summary>Applies what is missing, in one exclusive transaction: of two processes that start together one waits and finds nothing to do.</summary>
static class Migrator
{
    public static long Version(SqliteConnection connection) =>
        connection.ExecuteScalar<long>("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'ticker_schema'") == 0
            ? 0
            : connection.ExecuteScalar<long>("SELECT coalesce(max(version), 0) FROM ticker_schema");

    public static void Run(SqliteConnection connection, IReadOnlyList<Migration> migrations, TimeProvider time)
    {
        connection.Execute("BEGIN EXCLUSIVE");
        try
        {
            connection.Execute("CREATE TABLE IF NOT EXISTS ticker_schema (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL)");
            for (var version = (int)Version(connection) + 1; version <= migrations.Count; version++)
            {
                var migration = migrations[version - 1];
                connection.Execute(migration.Sql);
                connection.Execute(
                    "INSERT INTO ticker_schema (version, name, applied_at) VALUES (@version, @Name, @at)",
                    new { version, migration.Name, at = Columns.Time(time.GetUtcNow()) });
            }
            connection.Execute("COMMIT");
        }
        catch
        {
            connection.Execute("ROLLBACK");
            throw;
        }
    }
}
