using System.Data.Common;
using Microsoft.Extensions.Options;

namespace Grains.Storage;

/// <summary>
/// What must not be lost: a SQLite file or a PostgreSQL database. Both speak the same SQL here, so the stores are written once.
/// Writes that wait together share one commit; an answered write is on the disk.
/// </summary>
public abstract class TickerDatabase : IAsyncDisposable
{
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

    public abstract ValueTask DisposeAsync();
}
