using System.Data.Common;

namespace Grains.Storage;

/// <summary>
/// One write: it runs inside a transaction that others share, and its caller hears of it after the commit. It may run again when
/// another of the same transaction failed, so it does nothing but talk to the connection.
/// </summary>
abstract class WriteItem
{
    /// <summary>It has run, and how it went is known: only its commit is missing.</summary>
    public abstract bool IsTold { get; }

    public abstract void Committed();

    public abstract void Failed(Exception reason);
}

/// <summary>A write that does as it likes, one statement after the other.</summary>
abstract class WorkItem : WriteItem
{
    public abstract void Run(DbConnection connection);
}

sealed class WorkItem<T>(Func<DbConnection, T> work) : WorkItem
{
    readonly TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    T? result;

    public Task<T> Done => done.Task;

    public override bool IsTold => true;

    public override void Run(DbConnection connection) => result = work(connection);

    public override void Committed() => done.TrySetResult(result!);

    public override void Failed(Exception reason) => done.TrySetException(reason);
}

/// <summary>
/// A write that is known beforehand, so that those of many callers can be sent to a server at once. The first statement decides: where it
/// changes no row, the others change none either.
/// </summary>
sealed class StatementsItem(IReadOnlyList<StatementRun> statements) : WriteItem
{
    readonly TaskCompletionSource<bool> done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<StatementRun> Statements => statements;

    /// <summary>Whether the first statement changed a row; null while the database has not said.</summary>
    public bool? Changed { get; set; }

    public Task<bool> Done => done.Task;

    public override bool IsTold => Changed is not null;

    public override void Committed() => done.TrySetResult(Changed == true);

    public override void Failed(Exception reason) => done.TrySetException(reason);
}
