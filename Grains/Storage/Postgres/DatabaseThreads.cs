using System.Collections.Concurrent;

namespace Grains.Storage;

/// <summary>A fixed number of threads that may wait for the network: those of the pool, which ticks need, never do.</summary>
sealed class DatabaseThreads : IDisposable
{
    readonly BlockingCollection<Action> work;
    readonly Thread[] threads;
    int disposed;

    /// <param name="waiting">Work that may wait for a thread; callers beyond it are refused.</param>
    public DatabaseThreads(int count, int waiting)
    {
        work = new BlockingCollection<Action>(waiting);
        threads = [.. Enumerable.Range(0, count).Select(_ => new Thread(Serve) { IsBackground = true, Name = "database" })];
        foreach (var thread in threads)
            thread.Start();
    }

    /// <exception cref="StorageUnavailableException">Too much is waiting, or the service is stopping.</exception>
    public Task<T> Run<T>(Func<T> run)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            if (!work.TryAdd(Do))
                throw new StorageUnavailableException("The database is too slow for what is asked of it; ask again later.", false);
        }
        catch (InvalidOperationException closed)
        {
            throw new StorageUnavailableException("The database is closed because the service is stopping; ask again after it has started.", false, closed);
        }

        return done.Task;

        void Do()
        {
            try
            {
                done.TrySetResult(run());
            }
            catch (Exception failure)
            {
                done.TrySetException(failure);
            }
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 1)
            return;
        work.CompleteAdding();
        foreach (var thread in threads)
            thread.Join();
        work.Dispose();
    }

    void Serve()
    {
        foreach (var item in work.GetConsumingEnumerable())
            item();
    }
}
