using System.Data.Common;
using Npgsql;

namespace Grains.Storage;

/// <summary>
/// The same tables on a PostgreSQL server, which <see cref="PostgresServer.Prepare"/> has made ready. One connection writes, a few read;
/// several processes may share the database: their writes take turns.
/// </summary>
public sealed class PostgresDatabase : TickerDatabase
{
    readonly PostgresServer server;
    readonly NpgsqlDataSource source;
    readonly DatabaseThreads threads;
    readonly PostgresWriter writer;
    readonly WriteQueue queue;

    public PostgresDatabase(PostgresServer server, TickerDatabaseOptions options)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(options);
        this.server = server;
        source = server.Pool(options.Readers + 1);
        threads = new DatabaseThreads(options.Readers, options.WriteQueue);
        writer = new PostgresWriter(source, server, options);
        queue = new WriteQueue(options, writer);
    }

    internal override Task<T> WriteAsync<T>(Func<DbConnection, T> work) => queue.RunAsync(work);

    internal override Task<bool> WriteAsync(IReadOnlyList<StatementRun> statements) => queue.RunAsync(statements);

    internal override Task<T> ReadAsync<T>(Func<DbConnection, T> work) => threads.Run(() =>
    {
        try
        {
            using var connection = source.OpenConnection();
            writer.Settle(connection);
            return work(connection);
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException)
        {
            throw new StorageUnavailableException($"{server} cannot be read ({failure.Message.TrimEnd('.')}); check that it runs and can be reached.", false, failure);
        }
    });

    public override async ValueTask DisposeAsync()
    {
        await queue.DisposeAsync();
        threads.Dispose();
        await source.DisposeAsync();
    }
}
