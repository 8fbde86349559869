using Grains.Chains;
using Grains.Interfaces.Chains;
using Grains.Interfaces.Feeds;
using Grains.Interfaces.Instruments;
using Grains.Tests.Market.Support;
using Kite.Instruments;

namespace Grains.Tests.Chains;

/// <summary>A chain book of the near expiry, and what feeds it.</summary>
sealed class Books
{
    public const long Epoch = 77;
    public readonly InstrumentMaster Master = Listing.Master();
    public readonly PricingOptions Options = new();
    public readonly ChainBook Book;

    public Books(DateOnly? expiry = null)
    {
        var date = expiry ?? Listing.Near;
        Book = new("NFO", "NIFTY", date, Master.Options("NIFTY", date, "NFO"), Listing.Rules, Options, "live", Epoch);
    }

    public static FreshnessRule Fresh(DateTimeOffset? now = null, FeedState state = FeedState.Healthy) =>
        new([Quotes.Feed(state)], now ?? Listing.Noon, TimeSpan.FromSeconds(10), simulated: false);

    public ChainEvent? Apply(UnderlyingPoint underlying, params InstrumentUpdate[] updates) => Book.Apply(Quotes.Batch(underlying, updates), Fresh());

    public InstrumentUpdate Solved(string instrument, double forward, double volatility = 0.14, DateTimeOffset? at = null) =>
        Quotes.Solved(Master.Find(instrument), forward, volatility, at);

    /// <summary>Every contract of the chain, solved at one forward and one volatility.</summary>
    public InstrumentUpdate[] All(double forward, double volatility = 0.14, DateTimeOffset? at = null) =>
        [.. Master.Options("NIFTY", Listing.Near, "NFO").Select(o => Quotes.Solved(o, forward, volatility, at))];

    public OptionQuote Quote(string instrument) => Book.Find(instrument)!;
}
