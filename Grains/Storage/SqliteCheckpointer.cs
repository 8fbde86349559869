using Dapper;
using Microsoft.Data.Sqlite;

namespace Grains.Storage;

/// <summary>
/// Copies what was committed from the write-ahead log into the database file, on a connection and a thread of its own: the commit that would
/// have had to do it waited for a thousand pages to be on the disk. It holds up no writer; where it cannot keep up, the writer does it.
/// </summary>
sealed class SqliteCheckpointer : IAsyncDisposable
{
    /// <summary>Pages of the log at which the writer does it itself, as SQLite does by default at 1,000: 64 MB.</summary>
    public const int Backstop = 16_384;

    /// <summary>A few MB of log.</summary>
    const int Commits = 100;

    /// <summary>Commits go on meanwhile; only with the last of them copied the log begins anew.</summary>
    const int Passes = 5;

    readonly SqliteConnection connection;
    readonly AutoResetEvent due = new(false);
    readonly Task loop;
    int commits;
    int done;
    volatile bool stopping;

    /// <param name="connection">An open one that nobody else uses.</param>
    public SqliteCheckpointer(SqliteConnection connection)
    {
        this.connection = connection;
        loop = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>How often the log was copied to its end.</summary>
    public int Completed => Volatile.Read(ref done);

    /// <summary>By the writer, after each commit.</summary>
    public void Committed()
    {
        if (++commits < Commits)
            return;
        commits = 0;
        due.Set();
    }

    public async ValueTask DisposeAsync()
    {
        if (stopping)
            return;
        stopping = true;
        due.Set();
        await loop;
        due.Dispose();
        await connection.DisposeAsync();
    }

    void Run()
    {
        while (true)
        {
            due.WaitOne();
            if (stopping)
                return;
            try
            {
                for (var pass = 0; pass < Passes && !stopping; pass++)
                {
                    var (_, log, copied) = connection.QuerySingle<(int Busy, int Log, int Copied)>("PRAGMA wal_checkpoint(PASSIVE)");
                    if (log != copied)
                        continue;
                    Interlocked.Increment(ref done);
                    break;
                }
            }
            catch (SqliteException)
            {
                // The next commits ask again, and at the backstop the writer, whose failures are told, does it.
            }
        }
    }
}
