using System.Data.Common;
using System.Threading.Channels;

namespace Grains.Storage;

/// <summary>Runs a group of writes in one transaction, each of which takes only itself back when it fails, and tells each how it went.</summary>
interface IGroupWriter : IAsyncDisposable
{
    /// <summary>Never throws for what the database does: every item hears of it.</summary>
    Task Commit(IReadOnlyList<WriteItem> group);
}

/// <summary>
/// The one writer of a process. Writes that are waiting when it becomes free share a transaction, and so one flush to disk.
/// A full queue makes callers wait; nothing is dropped.
/// </summary>
sealed class WriteQueue : IAsyncDisposable
{
    readonly Channel<WriteItem> waiting;
    readonly IGroupWriter writer;
    readonly int group;
    readonly Task loop;

    public WriteQueue(TickerDatabaseOptions options, IGroupWriter writer)
    {
        this.writer = writer;
        group = options.CommitGroup;
        waiting = Channel.CreateBounded<WriteItem>(new BoundedChannelOptions(options.WriteQueue)
        {
            SingleReader = true,
            FullMode = BoundedChannelFullMode.Wait,
        });
        loop = Task.Run(RunAsync);
    }

    public async Task<T> RunAsync<T>(Func<DbConnection, T> work)
    {
        var item = new WriteItem<T>(work);
        try
        {
            await waiting.Writer.WriteAsync(item);
        }
        catch (ChannelClosedException closed)
        {
            throw new StorageUnavailableException("The database is closed because the service is stopping; ask again after it has started.", false, closed);
        }
        return await item.Done;
    }

    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        await loop;
        await writer.DisposeAsync();
    }

    async Task RunAsync()
    {
        var batch = new List<WriteItem>(group);
        while (await waiting.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < group && waiting.Reader.TryRead(out var item))
                batch.Add(item);
            await writer.Commit(batch);
        }
    }
}
