using System.Data;
using Dapper;
using Npgsql;

namespace Grains.Storage;

/// <summary>
/// Commits groups to PostgreSQL: writes that are known beforehand go to the server in one piece with the transaction's beginning, so a group of
/// any size is two round trips. Every transaction holds one advisory lock from its beginning to its commit, whichever process it comes from:
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

    public void Commit(IReadOnlyList<WriteItem> group)
    {
        if (Together(group))
            return;
        // One of them failed, and a failed statement takes its whole transaction with it: each alone.
        foreach (var item in group)
            Together([item]);
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
    bool Together(IReadOnlyList<WriteItem> group)
    {
        PostgresTransaction? transaction = null;
        var committing = false;
        try
        {
            using var connection = source.OpenConnection();
            transaction = new PostgresTransaction(connection, Turn, options.BusyTimeout);
            try
            {
                foreach (var item in group)
                    transaction.Add(item);
                transaction.Send();
            }
            // Without its turn no write has failed: what kept it from there keeps each alone from there too.
            catch (Exception failure) when (connection.State == ConnectionState.Open && transaction.Id is not null)
            {
                connection.Execute("ROLLBACK");
                if (group.Count > 1)
                    return false;
                group[0].Failed(failure is NpgsqlException ? Unavailable(failure, false) : failure);
                return true;
            }

            committing = true;
            connection.Execute("COMMIT");
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException)
        {
            // An error is the server's word that it did not commit; anything else at this point says nothing.
            var lost = committing && failure is not PostgresException { InvariantSeverity: "ERROR" };
            Tell(group, lost ? Outcome(transaction!.Id!) : "aborted", failure);
            return true;
        }
        catch (Exception failure)
        {
            Tell(group, "aborted", failure);
            return true;
        }

        Tell(group, "committed", null);
        return true;
    }

    void Tell(IReadOnlyList<WriteItem> group, string? outcome, Exception? failure)
    {
        foreach (var item in group)
        {
            if (outcome == "committed")
                item.Committed();
            else
                item.Failed(Unavailable(failure!, outcome != "aborted"));
        }
    }

    /// <summary>Null when the server could not be asked: readers ask again.</summary>
    string? Outcome(string transaction)
    {
        Volatile.Write(ref unsettled, transaction);
        for (var question = 0; question < Questions; question++)
        {
            try
            {
                using var connection = source.OpenConnection();
                // The lost transaction holds the lock until it has ended, so this waits for it.
                connection.Execute($"BEGIN; SET LOCAL lock_timeout = {(int)options.BusyTimeout.TotalMilliseconds}; SELECT pg_advisory_xact_lock({Turn}); COMMIT");
                var outcome = Ask(connection, transaction);
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
