using Grains.Interfaces;
using Grains.Interfaces.Accounts;
using Grains.Interfaces.Orders;
using Grains.Storage;
using Kite;
using Kite.Budgets;
using Kite.Rest;
using OrderStatus = Grains.Interfaces.Orders.OrderStatus;

namespace Grains.Accounts;

sealed partial class AccountGrain
{
    const int ApplyAtOnce = 64;

    /// <summary>An order that is being sent holds its turn for as long as the broker takes; the reading does not wait for it.</summary>
    static readonly TimeSpan ApplyPatience = TimeSpan.FromSeconds(2);

    DateTimeOffset? lastReconciledAt;
    long? tradesReadAt;

    async Task ReadOrderBook(CancellationToken cancellationToken)
    {
        schedule.Begin();
        try
        {
            await session.Ensure(cancellationToken);
            if (session.Token is not { } token)
            {
                schedule.Failed();
                return;
            }
            var answer = budgets.Acquire(RequestClass.Other);
            if (!answer.IsGranted)
            {
                schedule.Postpone(answer.RetryAfter);
                return;
            }
            await ReadOrderBook(token, session.Generation, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The grain is being deactivated; its successor reads.
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // Whatever it was: a schedule that ends here would leave unknown orders unknown for good.
            LogReadingFailed(failure, account.Id, failure.Message);
            schedule.Failed();
        }
    }

    async Task ReadOrderBook(string token, int generation, CancellationToken cancellationToken)
    {
        var readAt = time.GetUtcNow();
        var began = time.GetTimestamp();
        var outcome = await clients.For(account.Id).OrdersAsync(token, cancellationToken);
        instruments.OnBookRead(account.Id, outcome.IsAccepted, time.GetElapsedTime(began));
        await ReportCall(RequestKind.Other, BrokerFailure.Of(outcome));
        if (outcome.Value is not { } book)
        {
            LogReadingFailed(null, account.Id, outcome.Message);
            if (outcome is { Kind: OutcomeKind.Rejected, Rejection: RejectionKind.Token })
                session.Reject(generation, outcome.Message, cancellationToken);
            schedule.Failed();
            return;
        }
        budgets.ObserveOrderBook(book.Count);
        var matcher = new OrderBookMatcher(book, await ReadTrades(token, cancellationToken));
        var live = await store.Live(account.Id);
        if (await Apply(matcher, live, readAt))
            live = await store.Live(account.Id);
        lastReconciledAt = readAt;
        schedule.Done(Ask(live), pace.Take(book.Count));
    }

    /// <summary>
    /// Fills as the trades tell them, against fills that the book leaves out: at the first reading and then as often as open orders are looked
    /// at, so that quick readings stay at one request. None when they cannot be had: the next time brings them.
    /// </summary>
    async Task<IReadOnlyList<KiteTrade>> ReadTrades(string token, CancellationToken cancellationToken)
    {
        if (tradesReadAt is { } before && time.GetElapsedTime(before) < options.Value.OpenReads)
            return [];
        if (!budgets.Acquire(RequestClass.Other).IsGranted)
            return [];
        var outcome = await clients.For(account.Id).TradesAsync(token, cancellationToken);
        if (outcome.Value is not { } trades)
        {
            LogReadingFailed(null, account.Id, outcome.Message);
            return [];
        }
        tradesReadAt = time.GetTimestamp();
        return trades;
    }

    /// <summary>Whether any order was told something.</summary>
    async Task<bool> Apply(OrderBookMatcher matcher, IReadOnlyList<LiveOrder> live, DateTimeOffset readAt)
    {
        var told = false;
        var news = live
            .Where(order => !IsBeingSent(order))
            .Select(order => (order, rows: matcher.Rows(order)))
            .Where(pair => OrderBookMatcher.IsNews(pair.order, pair.rows));
        foreach (var chunk in news.Chunk(ApplyAtOnce))
        {
            told = true;
            await Task.WhenAll(chunk.Select(async pair =>
            {
                try
                {
                    var order = GrainFactory.GetGrain<IOrderGrain>(GrainKeys.Order(pair.order.Owner, pair.order.Key));
                    await order.ApplyBook(pair.rows, readAt).WaitAsync(ApplyPatience, time);
                }
                catch (Exception failure) when (failure is not OutOfMemoryException)
                {
                    // One order's trouble must not keep the news from the others.
                    LogApplyFailed(failure, account.Id, pair.order.Id);
                }
            }));
        }

        return told;
    }

    /// <summary>Its own call will say how it ended; until its time-out is over, asking it would only queue behind that call.</summary>
    bool IsBeingSent(LiveOrder order) =>
        order.Status == OrderStatus.Submitting && time.GetUtcNow() - order.SentAt < options.Value.RequestTimeout + ApplyPatience;

    static LiveOrders Ask(IReadOnlyList<LiveOrder> live)
    {
        var ask = LiveOrders.None;
        foreach (var order in live)
        {
            if (order.Status is OrderStatus.Unknown or OrderStatus.Submitting || order.IsChanging)
                return LiveOrders.Unknown;
            if (order.Status != OrderStatus.IntentRecorded)
                ask = LiveOrders.Open;
        }
        return ask;
    }
}
