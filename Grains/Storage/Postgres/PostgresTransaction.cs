using Npgsql;

namespace Grains.Storage;

/// <summary>
/// One transaction on its way: its beginning, and the writes that are known beforehand, are collected and sent in one piece. Only its commit is
/// sent alone, after the server has told the transaction's id: what becomes of a commit whose reply is lost can be asked for with it.
/// </summary>
sealed class PostgresTransaction
{
    readonly NpgsqlConnection connection;
    readonly List<StatementsItem> collected = [];
    NpgsqlBatch batch;

    /// <param name="connection">One that is in no transaction.</param>
    /// <param name="turn">The advisory lock that it takes.</param>
    /// <param name="patience">How long it waits for that. One that its owner left behind ends by itself after twice as long.</param>
    public PostgresTransaction(NpgsqlConnection connection, long turn, TimeSpan patience)
    {
        this.connection = connection;
        var limit = (int)patience.TotalMilliseconds;
        batch = new NpgsqlBatch(connection);
        // The lock's statement has a snapshot of its own, so what follows sees what the one before committed.
        foreach (var sql in new[]
        {
            "BEGIN ISOLATION LEVEL READ COMMITTED", $"SET LOCAL lock_timeout = {limit}", $"SET LOCAL idle_in_transaction_session_timeout = {2 * limit}",
            $"SELECT pg_current_xact_id()::text FROM (SELECT pg_advisory_xact_lock({turn})) AS turn",
        })
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(sql));
        }
    }

    /// <summary>With which the server can be asked about it; null until it has its turn.</summary>
    public string? Id { get; private set; }

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
        collected.Add(known);
        foreach (var (statement, row) in known.Statements)
            batch.BatchCommands.Add(Command(statement, row));
    }

    /// <summary>Sends what was collected and waits for all of it.</summary>
    public void Send()
    {
        if (batch.BatchCommands.Count == 0)
            return;
        var first = Id is null ? batch.BatchCommands.Count - collected.Sum(item => item.Statements.Count) : 0;
        using (batch)
        {
            using (var reader = batch.ExecuteReader())
            {
                if (Id is null && reader.Read())
                    Id = reader.GetString(0);
                while (reader.NextResult())
                {
                    // An error of any statement is thrown here.
                }
            }

            foreach (var item in collected)
            {
                item.Changed = batch.BatchCommands[first].RecordsAffected > 0;
                first += item.Statements.Count;
            }
        }

        collected.Clear();
        batch = new NpgsqlBatch(connection);
    }

    static NpgsqlBatchCommand Command(RowStatement statement, object row)
    {
        var command = new NpgsqlBatchCommand(statement.Sql);
        foreach (var parameter in statement.Parameters)
            command.Parameters.Add(new NpgsqlParameter { ParameterName = parameter.Name, DbType = parameter.Type, Value = parameter.Of(row) });
        return command;
    }
}
