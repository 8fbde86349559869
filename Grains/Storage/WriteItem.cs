using System.Data.Common;

namespace Grains.Storage;

/// <summary>
/// One write: it runs inside a transaction that others share, and its caller hears of it after the commit. It may run again when
/// another of the same transaction failed, so it does nothing but talk to the connection.
/// </summary>
abstract class WriteItem
{
    public abstract void Run(DbConnection connection);

    public abstract void Committed();

    public abstract void Failed(Exception reason);
}

sealed class WriteItem<T>(Func<DbConnection, T> work) : WriteItem
{
    readonly TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    T? result;

    public Task<T> Done => done.Task;

    public override void Run(DbConnection connection) => result = work(connection);

    public override void Committed() => done.TrySetResult(result!);

    public override void Failed(Exception reason) => done.TrySetException(reason);
}
