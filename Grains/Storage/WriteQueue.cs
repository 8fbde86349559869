using System.Collections.Concurrent;
using System.Data.Common;

namespace Grains.Storage;

/// <summary>Runs a group of writes in one transaction, each of which takes only itself back when it fails, and tells each how it went.</summary>
interface IGroupWriter : IAsyncDisposable
{
    /// <summary>Never throws for what the database does: every item hears of it. It may wait for a disk or a network.</summary>
    /// <param name="group">What has waited longest, to begin with.</param>
    /// <param name="join">Adds to the group what else is waiting by then; to be called once, as late as may be.</param>
    void Commit(IReadOnlyList<WriteItem> group, Action join);
}

/// <summary>
/// The writers of a process, each on a thread of its own: those of the pool, which ticks and requests need, never wait for a disk. Writes that
/// are waiting when one becomes free share a transaction, and so one flush to disk. A full queue makes callers wait; nothing is dropped. Where
/// there are several writers, groups may overtake each other: after another comes only what was asked for when that was done.
/// </summary>
sealed class WriteQueue : IAsyncDisposable
{
    readonly SemaphoreSlim room;
    readonly BlockingCollection<WriteItem> waiting = [];
    readonly IReadOnlyList<IGroupWriter> writers;
    readonly int group;
    readonly Task loops;
    volatile bool refused;

    public WriteQueue(TickerDatabaseOptions options, params IReadOnlyList<IGroupWriter> writers)
    {
        this.writers = writers;
        group = options.CommitGroup;
        room = new SemaphoreSlim(options.WriteQueue);
        loops = Task.WhenAll([.. writers.Select(writer =>
            Task.Factory.StartNew(() => Run(writer), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))]);
    }

    /// <summary>Whether the last write was not taken, for whatever reason the database had.</summary>
    public bool LastWasRefused => refused;

    public Task<T> RunAsync<T>(Func<DbConnection, T> work)
    {
        var item = new WorkItem<T>(work);
        return Run(item, item.Done);
    }

    public Task<bool> RunAsync(IReadOnlyList<StatementRun> statements)
    {
        var item = new StatementsItem(statements);
        return Run(item, item.Done);
    }

    public async ValueTask DisposeAsync()
    {
        waiting.CompleteAdding();
        await loops;
        foreach (var writer in writers)
            await writer.DisposeAsync();
    }

    async Task<T> Run<T>(WriteItem item, Task<T> done)
    {
        await Add(item);
        try
        {
            var result = await done;
            refused = false;
            return result;
        }
        catch (StorageUnavailableException)
        {
            refused = true;
            throw;
        }
    }

    async Task Add(WriteItem item)
    {
        await room.WaitAsync();
        try
        {
            waiting.Add(item);
        }
        catch (InvalidOperationException closed)
        {
            room.Release();
            throw new StorageUnavailableException("The database is closed because the service is stopping; ask again after it has started.", false, closed);
        }
    }

    void Run(IGroupWriter writer)
    {
        var batch = new List<WriteItem>(group);
        foreach (var first in waiting.GetConsumingEnumerable())
        {
            batch.Clear();
            batch.Add(first);
            room.Release();
            writer.Commit(batch, Join);
        }

        void Join()
        {
            while (batch.Count < group && waiting.TryTake(out var item))
            {
                batch.Add(item);
                room.Release();
            }
        }
    }
}
