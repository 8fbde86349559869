using Microsoft.Data.Sqlite;

namespace Grains.Storage;

/// <summary>One write: it runs inside a savepoint of a shared transaction, and its caller hears of it after the commit.</summary>
abstract class WriteItem
{
    public abstract void Run(SqliteConnection connection);

    public abstract void Committed();

    public abstract void Failed(Exception reason);
}

sealed class WriteItem<T>(Func<SqliteConnection, T> work) : WriteItem
{
    readonly TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    T? result;

    public Task<T> Done => done.Task;

    public override void Run(SqliteConnection connection) => result = work(connection);

    public override void Committed() => done.TrySetResult(result!);

    public override void Failed(Exception reason) => done.TrySetException(reason);
}
