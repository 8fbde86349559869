using Dapper;
using Microsoft.Data.Sqlite;

namespace Grains.Storage;

/// <summary>Looks at an existing file read-only, so that one that is refused stays exactly as it was.</summary>
static class DatabaseFileCheck
{
    static ReadOnlySpan<byte> Magic => "SQLite format 3\0"u8;

    public static void Check(string path, string readString)
    {
        if (Directory.Exists(path))
            throw new DatabaseException($"The database {path} is a folder; name a file in DataSource.");
        if (!File.Exists(path) || new FileInfo(path).Length == 0)
            return;
        if (!HasMagic(path))
            throw Damaged(path, "it is not a SQLite file", null);
        try
        {
            using var connection = new SqliteConnection(readString);
            connection.Open();
            if (connection.ExecuteScalar<string>("PRAGMA quick_check(1)") is var verdict and not "ok")
                throw Damaged(path, verdict ?? "it has no pages", null);
            var version = Migrator.Version(connection);
            if (version > Migrations.All.Count)
                throw new DatabaseException(
                    $"The database {path} has schema {version} and this build knows schemas up to {Migrations.All.Count}: "
                    + "run the newer build that wrote it, or set another data folder. The file was not changed.");
        }
        catch (SqliteException failure)
        {
            throw Damaged(path, failure.Message.TrimEnd('.'), failure);
        }
        finally
        {
            using var any = new SqliteConnection(readString);
            SqliteConnection.ClearPool(any);
        }
    }

    static bool HasMagic(string path)
    {
        Span<byte> start = stackalloc byte[16];
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.SequenceEqual(Magic);
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new DatabaseException(
                $"The database {path} cannot be read by this user; make it readable and writable, or set another data folder.", refused);
        }
    }

    static DatabaseException Damaged(string path, string why, Exception? inner) =>
        new($"The database {path} is damaged ({why}): restore it from a backup, or move it away to start with an empty one. The file was not changed.", inner);
}
