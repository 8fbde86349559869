using System.Data;
using Dapper;
using Npgsql;

namespace Grains.Storage;

/// <summary>
/// Commits groups to PostgreSQL, see <see cref="PostgresTransaction"/>: a group of any size is two round trips, and while it begins others may join it.
/// Every transaction holds one advisory lock while it writes and until it is committed, whichever process it comes from:
/// what the database numbers is numbered in commit order, and nobody waits for a row in the middle.
/// When a commit's reply is lost, the server is asked what became of that transaction.
/// </summary>
sealed class PostgresWriter(NpgsqlDataSource source, PostgresServer server, TickerDatabaseOptions options) : IGroupWriter
{
    public const long Turn = 0x7469_636b_6572_0002;
    const int Questions = 3;

    /// <summary>A transaction whose outcome nobody could tell yet; null when there is none.</summary>
    string? unsettled;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public void Commit(IReadOnlyList<WriteItem> group, Action join)
    {
        if (Together(group, join))
            return;
        // One of them failed, and a failed statement takes its whole transaction with it: each alone.
        foreach (var item in group)
            Together([item], join: null);
    }

    /// <summary>Before anything is read: while a lost commit may still be going on, what a reader finds may change under it.</summary>
    public void Settle(NpgsqlConnection connection)
    {
        if (Volatile.Read(ref unsettled) is not { } transaction)
            return;
        if (Ask(connection, transaction) == "in progress")
            throw new StorageUnavailableException($"{server} has not said yet whether the last write was committed; ask again later.", false);
        Interlocked.CompareExchange(ref unsettled, null, transaction);
    }

    /// <summary>False when one of several failed; nothing was committed then, and no item was told.</summary>
    bool Together(IReadOnlyList<WriteItem> group, Action? join)
    {
        PostgresTransaction? transaction = null;
        try
        {
            using var connection = source.OpenConnection();
            transaction = PostgresTransaction.Begin(connection, Turn, options.BusyTimeout);
            join?.Invoke();
            try
            {
                foreach (var item in group)
                    transaction.Add(item);
                transaction.Commit();
            }
            // Without its turn no write has failed: what kept it from there keeps each alone from there too.
            catch (Exception failure) when (connection.State == ConnectionState.Open && transaction.HasTurn && !IsLost(transaction, failure))
            {
                connection.Execute("ROLLBACK");
                if (group.Count > 1)
                    return false;
                group[0].Failed(failure is NpgsqlException ? Unavailable(failure, false) : failure);
                return true;
            }
        }
        catch (Exception failure)
        {
            if (transaction is null)
                join?.Invoke();
            Tell(group, transaction is not null && IsLost(transaction, failure) ? Outcome(transaction) : "aborted", failure);
            return true;
        }

        Tell(group, "committed", null);
        return true;
    }

    /// <summary>An error is the server's word that it did not commit; anything else after the commit was sent says nothing.</summary>
    static bool IsLost(PostgresTransaction transaction, Exception failure) => transaction.Committing && failure is not PostgresException { InvariantSeverity: "ERROR" };

    void Tell(IReadOnlyList<WriteItem> group, string? outcome, Exception? failure)
    {
        foreach (var item in group)
        {
            // What was lost with the reply may be how the write went: its row tells.
            if (outcome == "committed" && item.IsTold)
                item.Committed();
            else
                item.Failed(Unavailable(failure!, outcome != "aborted"));
        }
    }

    /// <summary>Null when the server could not be asked: readers ask again.</summary>
    string? Outcome(PostgresTransaction lost)
    {
        Volatile.Write(ref unsettled, lost.Id);
        for (var question = 0; question < Questions; question++)
        {
            try
            {
                using var connection = source.OpenConnection();
                var limit = (int)options.BusyTimeout.TotalMilliseconds;
                // A lost transaction that has its turn holds the lock until it has ended, so this waits for it. One that has not can write nothing now, and is ended.
                connection.Execute($"BEGIN; SET LOCAL lock_timeout = {limit}; SELECT pg_advisory_xact_lock({Turn})");
                if (Ask(connection, lost.Id) == "in progress")
                    connection.Execute($"SELECT pg_terminate_backend({lost.Backend}, {limit})");
                var outcome = Ask(connection, lost.Id);
                connection.Execute("COMMIT");
                if (outcome is "committed" or "aborted")
                {
                    Volatile.Write(ref unsettled, null);
                    return outcome;
                }
            }
            catch (Exception failure) when (failure is NpgsqlException or TimeoutException)
            {
                // Asked again, a few times.
            }
        }

        return null;
    }

    static string? Ask(NpgsqlConnection connection, string transaction) =>
        connection.ExecuteScalar<string?>("SELECT pg_xact_status(@transaction::xid8)", new { transaction });

    StorageUnavailableException Unavailable(Exception failure, bool mayHaveCommitted) =>
        new($"{server} did not take a write ({failure.Message.TrimEnd('.')}); check that it runs and can be reached.", mayHaveCommitted, failure);
}
