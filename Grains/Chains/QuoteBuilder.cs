using System.Collections.Immutable;
using Grains.Instruments;
using Grains.Interfaces.Chains;
using Grains.Interfaces.Instruments;
using Pricing;

namespace Grains.Chains;

/// <summary>Turns raw broker integers into what clients see.</summary>
internal static class QuoteBuilder
{
    /// <summary>Market data without pricing.</summary>
    public static OptionQuote Plain(in InstrumentUpdate u) => Priced(u, new(u.Status, double.NaN, null, false, false, default), default);

    /// <summary>Market data and what pricing says: one object, because a chain makes a hundred thousand of them a second.</summary>
    public static OptionQuote Priced(in InstrumentUpdate u, in SideValuation v, Freshness freshness) => new()
    {
        Instrument = u.Instrument,
        Token = u.Token,
        Ltp = Price(u.LastPrice, u.Divisor),
        Change = u.LastPrice > 0 && u.Close > 0 ? Scale((long)u.LastPrice - u.Close, u.Divisor) : null,
        Open = Price(u.Open, u.Divisor),
        High = Price(u.High, u.Divisor),
        Low = Price(u.Low, u.Divisor),
        Close = Price(u.Close, u.Divisor),
        Bid = Price(u.Bid, u.Divisor),
        Ask = Price(u.Ask, u.Divisor),
        BidQty = u.Bid > 0 ? u.BidQuantity : null,
        AskQty = u.Ask > 0 ? u.AskQuantity : null,
        Volume = u.Volume,
        Oi = u.OpenInterest,
        Iv = v.Status == PricingStatus.Ok && !double.IsNaN(v.Volatility) ? v.Volatility : null,
        IvSource = v.Source,
        LowInformation = v.LowInformation,
        Delta = v.HasGreeks ? v.Greeks.Delta : null,
        Gamma = v.HasGreeks ? v.Greeks.Gamma : null,
        ThetaPerDay = v.HasGreeks ? v.Greeks.ThetaPerDay : null,
        VegaPerPoint = v.HasGreeks ? v.Greeks.VegaPerPoint : null,
        RhoPerPoint = v.HasGreeks ? v.Greeks.RhoPerPoint : null,
        Price = v.HasGreeks ? v.Greeks.Price : null,
        Status = v.Status,
        Freshness = freshness,
        Source = u.Source,
        ExchangeTime = Time(u.ExchangeTime),
    };

    /// <summary>A contract that has not ticked yet.</summary>
    public static OptionQuote Empty(string instrument, uint token) => new() { Instrument = instrument, Token = token, Status = PricingStatus.NoPrice };

    /// <summary>The book; null for what has none.</summary>
    public static MarketDepth? Depth(in InstrumentState state)
    {
        var (buy, sell) = (Levels(state.Bids, state.Divisor), Levels(state.Asks, state.Divisor));
        return buy.IsEmpty && sell.IsEmpty ? null : new(buy, sell);
    }

    /// <summary>Rupees, or null where the broker sends zero for "none".</summary>
    public static decimal? Price(int raw, int divisor) => raw > 0 ? Scale(raw, divisor) : null;

    /// <summary>IST, or null.</summary>
    public static DateTimeOffset? Time(long unixSeconds) => unixSeconds == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(unixSeconds).ToOffset(Kite.Ist.Offset);

    static decimal Scale(long raw, int divisor) => divisor == 100 ? new decimal((int)Math.Abs(raw), (int)(Math.Abs(raw) >> 32), 0, raw < 0, 2) : (decimal)raw / divisor;

    static ImmutableArray<PriceLevel> Levels(DepthSide side, int divisor)
    {
        var levels = ImmutableArray.CreateBuilder<PriceLevel>(5);
        foreach (var level in (ReadOnlySpan<DepthLevel>)[side.Best, side.Second, side.Third, side.Fourth, side.Fifth])
        {
            if (level.Price > 0 && level.Quantity > 0)
                levels.Add(new(Scale(level.Price, divisor), level.Quantity, level.Orders));
        }

        return levels.ToImmutable();
    }
}
