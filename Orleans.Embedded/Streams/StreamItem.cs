using Orleans.Providers.Streams.Common;

namespace Orleans.Streams;

/// <summary>An item on its way to consumers.</summary>
readonly record struct StreamItem(object? Value, long Sequence, int Index)
{
    public StreamSequenceToken Token => new EventSequenceTokenV2(Sequence, Index);
}

/// <summary>Items that are delivered together, and how far delivery has come, so that a repeat does not begin again.</summary>
sealed class StreamBatch(List<StreamItem> items)
{
    public List<StreamItem> Items => items;

    public int Delivered { get; set; }
}

/// <summary>An attached observer, whatever its item type.</summary>
interface IStreamSink
{
    Task Deliver(StreamBatch batch);

    Task Fail(Exception error);
}

/// <summary>Delivers one by one.</summary>
sealed class ObserverSink<T>(IAsyncObserver<T> observer) : IStreamSink
{
    public async Task Deliver(StreamBatch batch)
    {
        while (batch.Delivered < batch.Items.Count)
        {
            var item = batch.Items[batch.Delivered];
            await observer.OnNextAsync((T)item.Value!, item.Token);
            batch.Delivered++;
        }
    }

    public Task Fail(Exception error) => observer.OnErrorAsync(error);
}

/// <summary>Delivers the whole batch.</summary>
sealed class BatchSink<T>(IAsyncBatchObserver<T> observer) : IStreamSink
{
    public async Task Deliver(StreamBatch batch)
    {
        await observer.OnNextAsync(batch.Items.ConvertAll(static item => new SequentialItem<T>((T)item.Value!, item.Token)));
        batch.Delivered = batch.Items.Count;
    }

    public Task Fail(Exception error) => observer.OnErrorAsync(error);
}
