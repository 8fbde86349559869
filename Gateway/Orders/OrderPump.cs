using System.Runtime.CompilerServices;
using Gateway.Market;
using Gateway.Streaming;
using Grains.Interfaces.Orders;

namespace Gateway.Orders;

/// <summary>What a client asks of an order stream.</summary>
public sealed record OrderStreamOptions
{
    /// <summary>The last position that the client has dealt with; changes after it follow. Absent: a snapshot of the orders that are not final, then changes.</summary>
    public long? Resume { get; init; }

    /// <summary>Only orders of this account. Absent: of all.</summary>
    public string? Account { get; init; }
}

/// <summary>
/// The frames of one subscription: every committed change once, in commit order. It holds a position and no queue: a client that takes its time is sent the same changes later.
/// </summary>
/// <param name="owner">Whose orders; null for everybody's.</param>
sealed class OrderPump(OrderFeed feed, OrderStreamOptions options, string? owner, TimeProvider time)
{
    const int Batch = 256;
    const int Page = 500;
    public static readonly TimeSpan HeartbeatPeriod = TimeSpan.FromSeconds(5);

    /// <summary>Versions that the snapshot has shown: a change that it already includes is not sent.</summary>
    readonly Dictionary<string, long> _shown = new(StringComparer.Ordinal);

    public async IAsyncEnumerable<RawFrame> Frames([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await feed.Start();
        var position = options.Resume ?? -1;
        if (options.Resume is { } resume && await Missed(resume) is { } gap)
        {
            yield return gap;
            position = -1;
        }

        while (true)
        {
            if (position < 0)
            {
                // The position first: what is committed while the orders are read is sent again, never missed.
                position = (await feed.Index.Bounds()).Latest;
                var orders = await Open();
                _shown.Clear();
                foreach (var order in orders)
                    _shown[order.Id] = order.Version;
                yield return OrderFrames.Snapshot(position, orders);
            }

            var changes = feed.After(position) is { } recent ? recent : [.. (await feed.Index.Changes(position, Batch)).Select(c => new OrderFrame(c))];
            foreach (var change in changes)
            {
                position = change.Change.Position;
                if (Concerns(change.Change.Order))
                    yield return change.Delta;
            }

            if (changes.IsEmpty && !await WaitForChange(position, cancellationToken))
                yield return OrderFrames.Heartbeat(position);
            if (feed.After(position) is null && await Missed(position) is { } hole)
            {
                yield return hole;
                position = -1;
            }
        }
    }

    bool Concerns(OrderView order) =>
        (owner is null || order.Owner == owner)
        && (options.Account is null || order.Account == options.Account)
        && !(_shown.TryGetValue(order.Id, out var version) && order.Version <= version);

    async Task<RawFrame?> Missed(long position)
    {
        var bounds = await feed.Index.Bounds();
        if (position > bounds.Latest)
            return OrderFrames.Gap(position, bounds.Latest, "The position is of another database: the snapshot that follows is complete.");
        return bounds.Oldest > position + 1
            ? OrderFrames.Gap(position, bounds.Oldest - 1, "Changes of so long ago are not kept: the snapshot that follows shows what is open, GET /api/v1/orders the rest.")
            : null;
    }

    async Task<List<OrderView>> Open()
    {
        var orders = new List<OrderView>();
        string? cursor = null;
        do
        {
            var page = await feed.Index.List(new(owner, null, options.Account, Page, cursor, OnlyLive: true));
            orders.AddRange(page.Orders);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return orders;
    }

    /// <summary>Until there is a change (true) or a heartbeat is due (false).</summary>
    async Task<bool> WaitForChange(long position, CancellationToken cancellationToken)
    {
        using var heartbeat = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var news = feed.NextAfter(position);
        var first = await Task.WhenAny(news, Task.Delay(HeartbeatPeriod, time, heartbeat.Token));
        await heartbeat.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        return first == news;
    }
}
