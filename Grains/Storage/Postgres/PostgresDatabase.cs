using System.Data.Common;
using Npgsql;

namespace Grains.Storage;

/// <summary>
/// The same tables on a PostgreSQL server, which <see cref="PostgresServer.Prepare"/> has made ready. Two connections write, a few read;
/// several processes may share the database: all writes take turns.
/// </summary>
public sealed class PostgresDatabase : TickerDatabase
{
    /// <summary>While the server commits the one's group, the other's is on its way: between two turns nobody waits for the network.</summary>
    const int Writers = 2;

    readonly PostgresServer server;
    readonly NpgsqlDataSource source;
    readonly DatabaseThreads threads;
    readonly PostgresWriter[] writers;
    readonly WriteQueue queue;

    public PostgresDatabase(PostgresServer server, TickerDatabaseOptions options)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(options);
        this.server = server;
        source = server.Pool(options.Readers + Writers);
        threads = new DatabaseThreads(options.Readers, options.WriteQueue);
        writers = [.. Enumerable.Range(0, Writers).Select(_ => new PostgresWriter(source, server, options))];
        queue = new WriteQueue(options, writers);
    }

    private protected override bool LastWriteWasRefused => queue.LastWasRefused;

    internal override Task<T> WriteAsync<T>(Func<DbConnection, T> work) => queue.RunAsync(work);

    internal override Task<bool> WriteAsync(IReadOnlyList<StatementRun> statements) => queue.RunAsync(statements);

    internal override Task<T> ReadAsync<T>(Func<DbConnection, T> work) => threads.Run(() =>
    {
        try
        {
            using var connection = source.OpenConnection();
            foreach (var writer in writers)
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
