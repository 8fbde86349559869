using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>A consumer is so far behind that its queue is full: nobody was sent the item. Count it, conflate, try again.</summary>
public class CacheFullException : OrleansException
{
    public CacheFullException()
    {
    }

    public CacheFullException(string message)
        : base(message)
    {
    }

    public CacheFullException(string message, Exception inner)
        : base(message, inner)
    {
    }
}

/// <summary>A consumer kept failing on an item, which was skipped.</summary>
public class StreamEventDeliveryFailureException : OrleansException
{
    public StreamEventDeliveryFailureException()
    {
    }

    public StreamEventDeliveryFailureException(string message)
        : base(message)
    {
    }

    public StreamEventDeliveryFailureException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
