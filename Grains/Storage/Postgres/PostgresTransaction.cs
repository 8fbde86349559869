using Npgsql;

namespace Grains.Storage;

/// <summary>
/// One transaction on its way, in two pieces. The first begins it and learns its id, with which the server can be asked what became of it, and
/// keeps nobody waiting. The second takes the turn among all writers, writes and commits: what is known beforehand is sent in one piece, so that
/// the turn is over when the server is done, and not when this process has heard of it and has said that it may commit.
/// </summary>
sealed class PostgresTransaction
{
    readonly NpgsqlConnection connection;
    readonly long turn;
    readonly TimeSpan patience;
    readonly List<StatementsItem> collected = [];
    NpgsqlBatch batch;

    PostgresTransaction(NpgsqlConnection connection, long turn, TimeSpan patience, string id, int backend)
    {
        (this.connection, this.turn, this.patience, Id, Backend) = (connection, turn, patience, id, backend);
        batch = NextBatch();
    }

    /// <summary>With which the server can be asked about it.</summary>
    public string Id { get; }

    /// <summary>The server's process that runs it.</summary>
    public int Backend { get; }

    /// <summary>No other writer is in the middle of anything, from here to its end.</summary>
    public bool HasTurn { get; private set; }

    /// <summary>The commit was sent, or was about to be: only the server knows how it went.</summary>
    public bool Committing { get; private set; }

    /// <param name="connection">One that is in no transaction.</param>
    /// <param name="turn">The advisory lock that it will take.</param>
    /// <param name="patience">How long it will wait for that. One that its owner left behind ends by itself after twice as long.</param>
    public static PostgresTransaction Begin(NpgsqlConnection connection, long turn, TimeSpan patience)
    {
        var limit = (int)patience.TotalMilliseconds;
        using var beginning = new NpgsqlBatch(connection);
        Add(
            beginning, "BEGIN ISOLATION LEVEL READ COMMITTED", $"SET LOCAL lock_timeout = {limit}", $"SET LOCAL idle_in_transaction_session_timeout = {2 * limit}",
            "SELECT pg_current_xact_id()::text, pg_backend_pid()");
        using var reader = beginning.ExecuteReader();
        reader.Read();
        var begun = new PostgresTransaction(connection, turn, patience, reader.GetString(0), reader.GetInt32(1));
        while (reader.NextResult())
        {
            // An error of any statement is thrown here.
        }
        return begun;
    }

    /// <summary>Runs a write after those that were added before, at once or with the next <see cref="Send"/>.</summary>
    public void Add(WriteItem item)
    {
        if (item is WorkItem work)
        {
            Send();
            work.Run(connection);
            return;
        }

        var known = (StatementsItem)item;
        known.Changed = null;
        collected.Add(known);
        foreach (var (statement, row) in known.Statements)
            batch.BatchCommands.Add(Command(statement, row));
    }

    /// <summary>Sends what was not sent yet, with the commit, and waits for all of it.</summary>
    public void Commit()
    {
        Add(batch, "COMMIT");
        Committing = true;
        Send();
    }

    void Send()
    {
        var commands = batch.BatchCommands;
        if (commands.Count == 0)
            return;
        using (batch)
        {
            using (var reader = batch.ExecuteReader())
            {
                HasTurn = true;
                while (reader.NextResult())
                {
                    // An error of any statement is thrown here.
                }
            }

            var next = commands.Count - (Committing ? 1 : 0) - collected.Sum(item => item.Statements.Count);
            foreach (var item in collected)
            {
                item.Changed = commands[next].RecordsAffected > 0;
                next += item.Statements.Count;
            }
        }

        collected.Clear();
        batch = NextBatch();
    }

    NpgsqlBatch NextBatch()
    {
        // The server's own limits end a wait first, and then it is known how it ended.
        var next = new NpgsqlBatch(connection) { Timeout = 2 * (int)Math.Ceiling(patience.TotalSeconds) };
        // The lock's statement has a snapshot of its own, so what follows sees what the one before committed.
        if (!HasTurn)
            Add(next, $"SELECT pg_advisory_xact_lock({turn})");
        return next;
    }

    static void Add(NpgsqlBatch batch, params ReadOnlySpan<string> statements)
    {
        foreach (var sql in statements)
            batch.BatchCommands.Add(new NpgsqlBatchCommand(sql));
    }

    static NpgsqlBatchCommand Command(RowStatement statement, object row)
    {
        var command = new NpgsqlBatchCommand(statement.Sql);
        foreach (var parameter in statement.Parameters)
            command.Parameters.Add(new NpgsqlParameter { ParameterName = parameter.Name, DbType = parameter.Type, Value = parameter.Of(row) });
        return command;
    }
}
