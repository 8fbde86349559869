using Dapper;
using Microsoft.Data.Sqlite;

namespace Grains.Storage;

/// <summary>Commits groups to a SQLite file. Each write has a savepoint, so that one that fails takes only itself back.</summary>
sealed class SqliteWriter(SqliteConnection connection) : IGroupWriter
{
    public ValueTask DisposeAsync() => connection.DisposeAsync();

    public Task Commit(IReadOnlyList<WriteItem> group)
    {
        var committing = false;
        try
        {
            connection.Execute("BEGIN IMMEDIATE");
            var survivors = group.Where(Run).ToArray();
            committing = true;
            connection.Execute("COMMIT");
            foreach (var item in survivors)
                item.Committed();
        }
        catch (SqliteException failure)
        {
            Rollback();
            var reason = new StorageUnavailableException(Sentence(failure), committing, failure);
            foreach (var item in group)
                item.Failed(reason);
        }

        return Task.CompletedTask;
    }

    bool Run(WriteItem item)
    {
        connection.Execute("SAVEPOINT item");
        try
        {
            item.Run(connection);
            connection.Execute("RELEASE item");
            return true;
        }
        catch (Exception failure) when (failure is not SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_FULL or SQLitePCL.raw.SQLITE_IOERR })
        {
            // Where SQLite has already rolled the whole transaction back, this throws and fails the batch: none of it is committed.
            connection.Execute("ROLLBACK TO item; RELEASE item");
            item.Failed(failure is SqliteException sqlite ? new StorageUnavailableException(Sentence(sqlite), false, sqlite) : failure);
            return false;
        }
    }

    void Rollback()
    {
        try
        {
            connection.Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // There is no transaction left: SQLite rolls back by itself on a full disk and on I/O errors.
        }
    }

    string Sentence(SqliteException failure) =>
        $"The database {connection.DataSource} did not take a write ({failure.Message.TrimEnd('.')}); check the disk's space and the file's permissions.";
}
