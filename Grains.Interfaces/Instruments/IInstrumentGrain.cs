using Orleans.Concurrency;

namespace Grains.Interfaces.Instruments;

/// <summary>
/// The live state of one instrument. Key: <see cref="GrainKeys.Instrument"/>. Keeps nothing across a restart: the feed pushes the last packet again.
/// </summary>
[Alias("ticker.IInstrumentGrain")]
public interface IInstrumentGrain : IGrainWithStringKey
{
    /// <summary>Takes one packet: validates it, updates the day's state, solves implied volatility when the quote changed.</summary>
    [Alias("OnTick")]
    ValueTask OnTick(MarketTick tick);

    /// <summary>The quote with depth. Null before the first packet.</summary>
    [ReadOnly, Alias("GetQuote")]
    Task<InstrumentQuote?> GetQuote();

    /// <summary>The bars being made of its ticks; null where none are, unless <paramref name="make"/> asks for it (for 10 s, where they are not kept).</summary>
    /// <param name="seconds">1 or 60.</param>
    [Alias("GetBars")]
    Task<Bars.LiveBars?> GetBars(int seconds, bool make);
}
