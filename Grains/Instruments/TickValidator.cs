using Grains.Interfaces.Instruments;
using Pricing;

namespace Grains.Instruments;

/// <summary>
/// Believes as much of a packet as can be true, and says what it refused. Works on raw integers, so that nothing is rounded on the way.
/// </summary>
internal static class TickValidator
{
    /// <summary>An index or future that moved by more than this from the previous close is past every exchange's circuit breaker.</summary>
    const double CircuitLimit = 0.20;

    /// <summary>Takes the packet into the state.</summary>
    public static TickRefusal Apply(ref InstrumentState state, in MarketTick tick, OptionContract? option)
    {
        var sameConnection = state.HasTicked && tick.Connection == state.Connection && tick.Source == state.Source;
        if (sameConnection && tick.ExchangeTime != 0 && tick.ExchangeTime < state.ExchangeTime)
            return TickRefusal.OutOfOrder;

        var refused = TickRefusal.None;
        state.Divisor = tick.Divisor;
        state.Token = tick.Token;
        state.ReceivedAt = tick.ReceivedAt;
        state.Connection = tick.Connection;
        state.Source = tick.Source;
        if (tick.ExchangeTime != 0)
            state.ExchangeTime = tick.ExchangeTime;
        if (tick.HasDay)
            TakeDay(ref state, tick);
        refused |= TakePrice(ref state, tick, option);
        if (tick.HasBook)
            refused |= TakeBook(ref state, tick);
        return refused;
    }

    static void TakeDay(ref InstrumentState state, in MarketTick tick)
    {
        state.Open = tick.Open;
        state.High = tick.High;
        state.Low = tick.Low;
        state.Close = tick.Close;
        state.Volume = tick.Volume;
    }

    static TickRefusal TakePrice(ref InstrumentState state, in MarketTick tick, OptionContract? option)
    {
        if (tick.LastPrice <= 0)
            // An option that has not traded yet has no last price: that is a fact, not a fault.
            return state.LastPrice == 0 && option is not null ? TickRefusal.None : TickRefusal.ZeroPrice;
        if (IsWild(tick, option))
            return TickRefusal.WildPrice;
        state.LastPrice = tick.LastPrice;
        return TickRefusal.None;
    }

    /// <summary>Whether its last price can be one.</summary>
    public static bool HasPrice(in MarketTick tick, OptionContract? option) => tick.LastPrice > 0 && !IsWild(tick, option);

    static bool IsWild(in MarketTick tick, OptionContract? option)
    {
        if (option is null)
            return tick.HasDay && tick.Close > 0 && Math.Abs((double)tick.LastPrice - tick.Close) > CircuitLimit * tick.Close;
        // No option is worth more than its strike (put), and none of this market's calls more than twice it.
        var price = (double)tick.LastPrice / tick.Divisor;
        return price > (option.Right == OptionRight.Put ? option.Strike : 2 * option.Strike);
    }

    static TickRefusal TakeBook(ref InstrumentState state, in MarketTick tick)
    {
        state.OpenInterest = tick.OpenInterest;
        state.LastTradeTime = tick.LastTradeTime;
        var refused = TickRefusal.None;
        var (bid, bidQuantity) = Side(tick.Bids.Best, ref refused);
        var (ask, askQuantity) = Side(tick.Asks.Best, ref refused);
        if (bid > 0 && ask > 0 && bid >= ask)
        {
            refused |= TickRefusal.CrossedBook;
            KeepPlausibleSide(state, ref bid, ref bidQuantity, ref ask, ref askQuantity);
        }

        (state.Bid, state.BidQuantity, state.Ask, state.AskQuantity) = (bid, bidQuantity, ask, askQuantity);
        state.Bids = bid > 0 ? tick.Bids : default;
        state.Asks = ask > 0 ? tick.Asks : default;
        return refused;
    }

    static (int Price, uint Quantity) Side(DepthLevel best, ref TickRefusal refused)
    {
        if (best.Price > 0 && best.Quantity > 0)
            return (best.Price, best.Quantity);
        if (best.Price != 0 || best.Quantity != 0)
            refused |= TickRefusal.EmptyLevel;
        return (0, 0);
    }

    static void KeepPlausibleSide(in InstrumentState state, ref int bid, ref uint bidQuantity, ref int ask, ref uint askQuantity)
    {
        var bidMoved = state.Bid > 0 ? Math.Abs((long)bid - state.Bid) : long.MaxValue;
        var askMoved = state.Ask > 0 ? Math.Abs((long)ask - state.Ask) : long.MaxValue;
        if (bidMoved >= askMoved)
            (bid, bidQuantity) = (0, 0);
        if (askMoved >= bidMoved)
            (ask, askQuantity) = (0, 0);
    }
}
