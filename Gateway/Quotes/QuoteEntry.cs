using Gateway.Market;
using Grains.Interfaces.Chains;
using Grains.Interfaces.Instruments;

namespace Gateway.Quotes;

/// <summary>One instrument that clients watch: its latest quote as JSON, and the version of the board that changed it. Read and written under the board's lock.</summary>
sealed class QuoteEntry(InstrumentInfo info)
{
    InstrumentQuote? quote;

    public InstrumentInfo Info => info;

    public int Watchers { get; set; }

    /// <summary>Until the first packet: what it is, and that it is pending.</summary>
    public ReadOnlyMemory<byte> Json { get; private set; } =
        QuoteJson.Write(new(new() { Instrument = info.Instrument, Token = info.Token }, null, default, 0), null);

    public long ChangedAt { get; private set; }

    /// <summary>The version at which another feed took over because this instrument's had failed; 0: never.</summary>
    public long FailedOverAt { get; private set; }

    public string? Source => quote?.Quote.Source;

    /// <summary>False when it says nothing new.</summary>
    public bool IsNew(InstrumentQuote next) => quote is null || next.ReceivedAt != quote.ReceivedAt || next.Refused != quote.Refused || next.Quote != quote.Quote;

    public void Set(InstrumentQuote next, long version)
    {
        var json = QuoteJson.Write(next, null);
        if (Failover.Is(quote?.Quote, next.Quote))
            FailedOverAt = version;
        quote = next;
        // A packet that repeats what was known is news to nobody.
        if (json.Span.SequenceEqual(Json.Span))
            return;
        (Json, ChangedAt) = (json, version);
    }
}
