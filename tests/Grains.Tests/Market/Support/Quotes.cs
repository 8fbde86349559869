using Grains.Interfaces.Chains;
using Grains.Interfaces.Feeds;
using Grains.Interfaces.Instruments;
using Kite.Instruments;
using Pricing;

namespace Grains.Tests.Market.Support;

/// <summary>Ticks and updates as the broker and the instruments would make them.</summary>
static class Quotes
{
    public const double Rate = 0.065;
    public const string Source = "sim:0";

    /// <summary>act/365 from <see cref="Listing.Noon"/> to the near expiry.</summary>
    public static double YearsAt(DateTimeOffset at) => (Listing.Rules.For("NFO", Listing.Near).Expiry - at).TotalSeconds / 31_536_000;

    public static double Fair(OptionRight right, double forward, decimal strike, double volatility, DateTimeOffset? at = null) =>
        Black76.Price(right, forward, (double)strike, YearsAt(at ?? Listing.Noon), Rate, volatility);

    /// <summary>A full packet with a two-sided book around a price in rupees.</summary>
    public static MarketTick Full(uint token, double price, DateTimeOffset? at = null, int spread = 10, int connection = 1, double? last = null)
    {
        var time = at ?? Listing.Noon;
        var middle = (int)Math.Round(price * 100);
        return new()
        {
            Kind = TickKind.Full,
            Divisor = 100,
            Token = token,
            LastPrice = last is { } l ? (int)Math.Round(l * 100) : middle,
            Open = middle,
            High = middle,
            Low = middle,
            Close = middle,
            Volume = 7500,
            OpenInterest = 15000,
            LastTradeTime = (uint)time.ToUnixTimeSeconds(),
            ExchangeTime = (uint)time.ToUnixTimeSeconds(),
            ReceivedAt = time.UtcTicks,
            Connection = connection,
            Source = Source,
            Bids = new() { Best = new(middle - (spread / 2), 75, 1) },
            Asks = new() { Best = new(middle + (spread / 2), 150, 2) },
        };
    }

    /// <summary>What an instrument that solved this volatility hands to its chain; the price is the fair one, to the paisa.</summary>
    public static InstrumentUpdate Solved(Instrument option, double forward, double volatility, DateTimeOffset? at = null, uint openInterest = 15000)
    {
        var time = at ?? Listing.Noon;
        var right = option.Type == InstrumentType.Ce ? OptionRight.Call : OptionRight.Put;
        var middle = (int)Math.Round(Fair(right, forward, option.Strike, volatility, time) * 100);
        return new()
        {
            Instrument = option.Key.ToString(),
            Token = option.Token,
            Divisor = 100,
            LastPrice = middle,
            Close = middle,
            Bid = middle - 5,
            Ask = middle + 5,
            BidQuantity = 75,
            AskQuantity = 75,
            Volume = 1,
            OpenInterest = openInterest,
            ExchangeTime = (uint)time.ToUnixTimeSeconds(),
            ReceivedAt = time.UtcTicks,
            Source = Source,
            ImpliedVolatility = volatility,
            Status = PricingStatus.Ok,
            SolvedForward = forward,
            LastTradeTime = (uint)time.ToUnixTimeSeconds(),
        };
    }

    public static UnderlyingPoint Spot(decimal? spot, DateTimeOffset? at = null, params FuturePoint[] futures) => new(spot, null, at ?? Listing.Noon, [.. futures]);

    public static FuturePoint Future(DateOnly expiry, decimal? bid, decimal? ask, bool fresh = true) => new("NFO:F", expiry, bid, bid, ask, Listing.Noon, fresh);

    public static FeedHealth Feed(FeedState state = FeedState.Healthy, string source = Source) => new() { Source = source, State = state };

    public static ChainBatch Batch(UnderlyingPoint underlying, params InstrumentUpdate[] updates) => new([.. updates], underlying, [Feed()]);
}
