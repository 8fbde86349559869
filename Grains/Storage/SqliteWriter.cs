using Microsoft.Data.Sqlite;

namespace Grains.Storage;

/// <summary>
/// Commits groups to a SQLite file. Where a write of a group fails, all are run again with a savepoint each, so that it takes only itself back;
/// before, they are spared the savepoints, whose notes cost more than the writes. What it runs often it keeps prepared.
/// </summary>
sealed class SqliteWriter(SqliteConnection connection, SqliteCheckpointer checkpointer) : IGroupWriter
{
    readonly Dictionary<string, SqliteCommand> commands = new(StringComparer.Ordinal);
    readonly Dictionary<RowStatement, SqliteStatement> statements = [];

    public async ValueTask DisposeAsync()
    {
        await checkpointer.DisposeAsync();
        foreach (var statement in statements.Values)
            statement.Dispose();
        foreach (var command in commands.Values)
            command.Dispose();
        await connection.DisposeAsync();
    }

    public void Commit(IReadOnlyList<WriteItem> group, Action join)
    {
        join();
        var committing = false;
        try
        {
            Execute("BEGIN IMMEDIATE");
            var survivors = TryAll(group) ? group : [.. group.Where(RunOrTakeBack)];
            committing = true;
            Execute("COMMIT");
            foreach (var item in survivors)
                item.Committed();
            checkpointer.Committed();
        }
        catch (SqliteException failure)
        {
            Rollback();
            var reason = new StorageUnavailableException(Sentence(failure), committing, failure);
            foreach (var item in group)
                item.Failed(reason);
        }
    }

    /// <summary>False where one of them failed: nothing of the group is in the transaction then.</summary>
    bool TryAll(IReadOnlyList<WriteItem> group)
    {
        try
        {
            foreach (var item in group)
                Run(item);
            return true;
        }
        catch (Exception failure) when (IsItsOwn(failure))
        {
            Rollback();
            Execute("BEGIN IMMEDIATE");
            return false;
        }
    }

    bool RunOrTakeBack(WriteItem item)
    {
        Execute("SAVEPOINT item");
        try
        {
            Run(item);
            Execute("RELEASE item");
            return true;
        }
        catch (Exception failure) when (IsItsOwn(failure))
        {
            // Where SQLite has already rolled the whole transaction back, this throws and fails the batch: none of it is committed.
            Execute("ROLLBACK TO item");
            Execute("RELEASE item");
            item.Failed(failure is SqliteException sqlite ? new StorageUnavailableException(Sentence(sqlite), false, sqlite) : failure);
            return false;
        }
    }

    /// <summary>A disk that is full or broken is everybody's failure.</summary>
    static bool IsItsOwn(Exception failure) => failure is not SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_FULL or SQLitePCL.raw.SQLITE_IOERR };

    void Run(WriteItem item)
    {
        if (item is StatementsItem known)
            Run(known);
        else
            ((WorkItem)item).Run(connection);
    }

    void Run(StatementsItem item)
    {
        item.Changed = false;
        foreach (var (statement, row) in item.Statements)
        {
            var changed = Prepared(statement).Run(row);
            if (item.Changed == true)
                continue;
            if (!changed)
                return;
            item.Changed = true;
        }
    }

    /// <summary>The few statements of the stores: each is compiled once.</summary>
    SqliteStatement Prepared(RowStatement statement)
    {
        if (!statements.TryGetValue(statement, out var known))
            statements[statement] = known = new SqliteStatement(connection, statement);
        return known;
    }

    void Execute(string sql)
    {
        if (!commands.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            command.Prepare();
            commands[sql] = command;
        }
        command.ExecuteNonQuery();
    }

    void Rollback()
    {
        try
        {
            Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // There is no transaction left: SQLite rolls back by itself on a full disk and on I/O errors.
        }
    }

    string Sentence(SqliteException failure) =>
        $"The database {connection.DataSource} did not take a write ({failure.Message.TrimEnd('.')}); check the disk's space and the file's permissions.";
}
