using Kite.Simulator.Market;
using Kite.Simulator.Persistence;

namespace Kite.Simulator;

internal sealed partial class World
{
    /// <summary>What a new day's journal begins with.</summary>
    IEnumerable<JournalEntry> Carried(DayEntry day) =>
    [
        new() { Day = day },
        .. Sessions.Living().Select(static s => new JournalEntry { Session = SessionEntry.Of(s) }),
        .. Orders.Waiting().Select(static o => new JournalEntry { Order = o }),
        .. Gtts.All.Select(static g => new JournalEntry { Gtt = g }),
        .. Alerts.All.Select(static a => new JournalEntry { Alert = a }),
        .. Funds.AllOrders.Select(static o => new JournalEntry { FundOrder = o }),
        .. Funds.AllPlans.Select(static p => new JournalEntry { FundPlan = p }),
    ];

    void Restore()
    {
        if (_stateFile.Read() is { } state)
            MarketState.Read(Market, state);
        DateOnly? day = null;
        var latest = DateTimeOffset.MinValue;
        foreach (var entry in Journal.Load())
        {
            if (entry.Order is { } order)
            {
                Orders.Restore(order);
                latest = Later(latest, order.ExchangeTime ?? order.OrderTime);
            }

            if (entry.Trade is { } trade)
                Orders.Restore(trade);
            if (entry.Session is { } session)
            {
                Sessions.Restore(session);
                latest = Later(latest, session.MintedAt);
            }

            if (entry.Day is { } began)
            {
                Portfolio.Restore(began);
                Holdings.Restore(began.Holdings ?? []);
                day = began.Date;
            }

            RestoreRest(entry);
        }

        // The prices may be a little older than the journal; the clock never goes back behind what was said to a client.
        if (day is { } d)
            latest = Later(latest, Market.Calendar.Open(d));
        while (Market.Now < latest)
            Market.Step(latest - Market.Now < s_leastCoarseStep ? latest - Market.Now : s_leastCoarseStep);
        Market.TakeDirty();
    }

    void RestoreRest(JournalEntry entry)
    {
        if (entry.Gtt is { } gtt)
            Gtts.Restore(gtt);
        if (entry.Alert is { } alert)
            Alerts.Restore(alert);
        if (entry.FundOrder is { } fundOrder)
            Funds.Restore(fundOrder);
        if (entry.FundPlan is { } plan)
            Funds.Restore(plan);
        if (entry.Conversion is { } conversion)
            Portfolio.Apply(conversion);
        if (entry.OrderCount is { } count)
            DailyOrders.Restore(count);
    }

    static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
