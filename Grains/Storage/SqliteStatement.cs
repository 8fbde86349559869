using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Grains.Storage;

/// <summary>
/// A statement that is kept prepared, its parameters bound by their place: a command of the driver looks each of them up by name, twice, every
/// time that it runs, which for an order's thirty columns took longer than writing them.
/// </summary>
sealed class SqliteStatement : IDisposable
{
    readonly sqlite3 database;
    readonly sqlite3_stmt prepared;
    readonly (RowParameter Parameter, int Place)[] parameters;

    /// <param name="connection">Open, and open for as long as this is used.</param>
    public SqliteStatement(SqliteConnection connection, RowStatement statement)
    {
        database = connection.Handle!;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(database, statement.Sql, out prepared), database);
        parameters = [.. statement.Parameters.Select(parameter => (parameter, raw.sqlite3_bind_parameter_index(prepared, "@" + parameter.Name)))];
    }

    /// <summary>Whether it changed anything.</summary>
    public bool Run(object row)
    {
        foreach (var (parameter, place) in parameters)
            Check(Bind(parameter, place, row));
        try
        {
            var result = raw.sqlite3_step(prepared);
            if (result != raw.SQLITE_DONE)
                Check(result);
            return raw.sqlite3_changes(database) > 0;
        }
        finally
        {
            // It says again what the step has said.
            _ = raw.sqlite3_reset(prepared);
        }
    }

    public void Dispose() => prepared.Dispose();

    int Bind(RowParameter parameter, int place, object row)
    {
        if (!parameter.IsText)
            return raw.sqlite3_bind_int64(prepared, place, parameter.Number(row));
        return parameter.Text(row) is { } text ? raw.sqlite3_bind_text(prepared, place, text) : raw.sqlite3_bind_null(prepared, place);
    }

    void Check(int result) => SqliteException.ThrowExceptionForRC(result, database);
}
