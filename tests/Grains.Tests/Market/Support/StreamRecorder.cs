using System.Collections.Immutable;
using Grains.Interfaces.Chains;
using Orleans.Streams;

namespace Grains.Tests.Market.Support;

/// <summary>A stream provider that keeps what is published, and refuses while told to, as a full queue does.</summary>
sealed class StreamRecorder : IStreamProvider
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    readonly Lock gate = new();
    readonly SemaphoreSlim attempts = new(0);
    ImmutableArray<ChainEvent> published = [];

    public string Name => "ticker";

    public bool IsRewindable => false;

    public bool Refuses { get; set; }

    public ImmutableArray<ChainEvent> Published
    {
        get
        {
            lock (gate)
                return published;
        }
    }

    /// <summary>Waits for one more attempt to publish than were waited for before.</summary>
    public async Task Attempt(string what)
    {
        if (!await attempts.WaitAsync(Patience))
            throw new TimeoutException($"Nothing was published within {Patience} ({what}); {Published.Length} events so far.");
    }

    public IAsyncStream<T> GetStream<T>(StreamId streamId) => Stub.Of<IAsyncStream<T>>((method, arguments) =>
        method.Name == "OnNextAsync" ? Take((ChainEvent)arguments[0]!) : throw new NotSupportedException(method.Name));

    Task Take(ChainEvent item)
    {
        var refused = Refuses;
        if (!refused)
        {
            lock (gate)
                published = published.Add(item);
        }

        attempts.Release();
        return refused ? Task.FromException(new InvalidOperationException("The queue of a consumer is full.")) : Task.CompletedTask;
    }
}
