using System.Data.Common;
using Dapper;
using Grains.Interfaces.Orders;
using Microsoft.Extensions.Options;

namespace Grains.Storage;

/// <summary>
/// What must not be lost: a SQLite file or a PostgreSQL database. Both speak the same SQL here, so the stores are written once.
/// Writes that wait together share one commit; an answered write is on the disk.
/// </summary>
public abstract class TickerDatabase : IAsyncDisposable
{
    // It changes nothing, and is a write to a database all the same.
    const string Attempt = "UPDATE ticker_schema SET name = name WHERE version = 1";

    readonly Lock asking = new();
    Task<bool>? attempt;

    /// <summary>Opens a SQLite file with default settings, for programs that need no host.</summary>
    /// <exception cref="DatabaseException">It cannot be used; the message says what to do.</exception>
    public static Task<TickerDatabase> Open(string path, TimeProvider time) => Task.Run<TickerDatabase>(() =>
        new SqliteDatabase(new OptionsWrapper<TickerDatabaseOptions>(new TickerDatabaseOptions { DataSource = path }), time));

    /// <summary>Runs <paramref name="work"/> in a transaction and returns when it is on the disk. It may run more than once before that.</summary>
    /// <exception cref="StorageUnavailableException">It failed; see <see cref="StorageUnavailableException.MayHaveCommitted"/>.</exception>
    internal abstract Task<T> WriteAsync<T>(Func<DbConnection, T> work);

    /// <summary>
    /// The same of statements that are known beforehand, which a server is sent together. The first decides: where it changes no row, the others
    /// must change none by what they say, and the answer is false.
    /// </summary>
    internal abstract Task<bool> WriteAsync(IReadOnlyList<StatementRun> statements);

    /// <summary>Runs <paramref name="work"/> on a connection that sees the last commit.</summary>
    internal abstract Task<T> ReadAsync<T>(Func<DbConnection, T> work);

    /// <summary>
    /// Whether orders can be stored. Where the last write was not taken, another is tried: nothing else would show that the trouble is over until an order comes.
    /// A disk with little room counts as full then, because this write is smaller than an order's.
    /// </summary>
    internal async Task<OrderStorage> Standing()
    {
        if (!LastWriteWasRefused)
            return HasRoom ? OrderStorage.Ready : OrderStorage.NearlyFull;
        return HasRoom && await TryOnce() ? OrderStorage.Ready : OrderStorage.Refusing;
    }

    /// <summary>Whether the database did not take the last write.</summary>
    private protected abstract bool LastWriteWasRefused { get; }

    /// <summary>Whether its disk has more room than a few minutes' orders take, as far as this process can see.</summary>
    private protected virtual bool HasRoom => true;

    public abstract ValueTask DisposeAsync();

    /// <summary>One for all that ask meanwhile.</summary>
    Task<bool> TryOnce()
    {
        lock (asking)
            return attempt is { IsCompleted: false } ? attempt : attempt = Try();
    }

    async Task<bool> Try()
    {
        try
        {
            await WriteAsync(connection => connection.Execute(Attempt));
            return true;
        }
        catch (StorageUnavailableException)
        {
            return false;
        }
    }
}
