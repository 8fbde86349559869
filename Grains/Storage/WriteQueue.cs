using System.Threading.Channels;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Grains.Storage;

/// <summary>
/// The one writer of a database. Writes that are waiting when it becomes free share a transaction, and so one flush to disk; each has a
/// savepoint, so that one that fails takes only itself back. A full queue makes callers wait; nothing is dropped.
/// </summary>
sealed class WriteQueue : IAsyncDisposable
{
    readonly Channel<WriteItem> waiting;
    readonly SqliteConnection connection;
    readonly int group;
    readonly Task loop;

    public WriteQueue(SqliteConnection connection, TickerDatabaseOptions options)
    {
        this.connection = connection;
        group = options.CommitGroup;
        waiting = Channel.CreateBounded<WriteItem>(new BoundedChannelOptions(options.WriteQueue)
        {
            SingleReader = true,
            FullMode = BoundedChannelFullMode.Wait,
        });
        loop = Task.Run(RunAsync);
    }

    public async Task<T> RunAsync<T>(Func<SqliteConnection, T> work)
    {
        var item = new WriteItem<T>(work);
        try
        {
            await waiting.Writer.WriteAsync(item);
        }
        catch (ChannelClosedException closed)
        {
            throw new StorageUnavailableException("The database is closed because the service is stopping; ask again after it has started.", false, closed);
        }
        return await item.Done;
    }

    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        await loop;
        await connection.DisposeAsync();
    }

    async Task RunAsync()
    {
        var batch = new List<WriteItem>(group);
        while (await waiting.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < group && waiting.Reader.TryRead(out var item))
                batch.Add(item);
            Commit(batch);
        }
    }

    void Commit(List<WriteItem> batch)
    {
        var committing = false;
        try
        {
            connection.Execute("BEGIN IMMEDIATE");
            var survivors = batch.Where(Run).ToArray();
            committing = true;
            connection.Execute("COMMIT");
            foreach (var item in survivors)
                item.Committed();
        }
        catch (SqliteException failure)
        {
            Rollback();
            var reason = new StorageUnavailableException(Sentence(failure), committing, failure);
            foreach (var item in batch)
                item.Failed(reason);
        }
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
