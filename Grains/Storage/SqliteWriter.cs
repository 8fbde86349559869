using System.Data;
using Microsoft.Data.Sqlite;

namespace Grains.Storage;

/// <summary>
/// Commits groups to a SQLite file. Where a write of a group fails, all are run again with a savepoint each, so that it takes only itself back;
/// before, they are spared the savepoints, whose notes cost more than the writes. What it runs often it keeps prepared.
/// </summary>
sealed class SqliteWriter(SqliteConnection connection, SqliteCheckpointer checkpointer) : IGroupWriter
{
    readonly Dictionary<object, SqliteCommand> prepared = [];

    public async ValueTask DisposeAsync()
    {
        await checkpointer.DisposeAsync();
        foreach (var command in prepared.Values)
            command.Dispose();
        await connection.DisposeAsync();
    }

    public void Commit(IReadOnlyList<WriteItem> group)
    {
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
            var command = Prepared(statement, statement.Sql);
            foreach (var parameter in statement.Parameters)
                command.Parameters[parameter.Name].Value = parameter.Of(row);
            var changed = command.ExecuteNonQuery() > 0;
            if (item.Changed)
                continue;
            if (!changed)
                return;
            item.Changed = true;
        }
    }

    void Execute(string sql) => Prepared(sql, sql).ExecuteNonQuery();

    /// <summary>The few statements of this writer and of the stores: each is compiled once.</summary>
    SqliteCommand Prepared(object key, string sql)
    {
        if (prepared.TryGetValue(key, out var known))
            return known;
        var command = connection.CreateCommand();
        command.CommandText = sql;
        if (key is RowStatement statement)
        {
            foreach (var parameter in statement.Parameters)
                command.Parameters.Add(new SqliteParameter { ParameterName = parameter.Name, DbType = parameter.Type, Value = DBNull.Value });
        }
        command.Prepare();
        return prepared[key] = command;
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
