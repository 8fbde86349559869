using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Grains.Chains;
using Grains.Interfaces.Instruments;

namespace Grains.Publishing;

/// <summary>The wire form of a published tick (docs/protocol.md): the names of a quote, without Greeks, which belong to a chain's version.</summary>
internal sealed class TickMessages(string mode)
{
    readonly ArrayBufferWriter<byte> buffer = new();

    /// <summary>One message for each update; used by one thread at a time.</summary>
    public ImmutableArray<TickMessage> Of(ImmutableArray<InstrumentUpdate> updates)
    {
        var messages = ImmutableArray.CreateBuilder<TickMessage>(updates.Length);
        using var json = new Utf8JsonWriter(buffer);
        foreach (var update in updates)
        {
            buffer.ResetWrittenCount();
            json.Reset(buffer);
            Write(json, update);
            json.Flush();
            messages.Add(new(update.Instrument, buffer.WrittenSpan.ToArray()));
        }

        return messages.MoveToImmutable();
    }

    void Write(Utf8JsonWriter json, in InstrumentUpdate update)
    {
        var quote = QuoteBuilder.Plain(update);
        json.WriteStartObject();
        json.WriteString("instrument", quote.Instrument);
        json.WriteNumber("token", quote.Token);
        json.WriteString("mode", mode);
        Number(json, "ltp", quote.Ltp);
        Number(json, "change", quote.Change);
        Number(json, "open", quote.Open);
        Number(json, "high", quote.High);
        Number(json, "low", quote.Low);
        Number(json, "close", quote.Close);
        Number(json, "bid", quote.Bid);
        Number(json, "ask", quote.Ask);
        Number(json, "bid_qty", quote.BidQty);
        Number(json, "ask_qty", quote.AskQty);
        json.WriteNumber("volume", update.Volume);
        json.WriteNumber("oi", update.OpenInterest);
        if (double.IsFinite(update.ImpliedVolatility))
            json.WriteNumber("iv", Math.Round(update.ImpliedVolatility, 6));
        else
            json.WriteNull("iv");
        json.WriteString("source", quote.Source);
        if (quote.ExchangeTime is { } time)
            json.WriteString("exchange_time", time);
        else
            json.WriteNull("exchange_time");
        json.WriteEndObject();
    }

    static void Number(Utf8JsonWriter json, string name, decimal? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }
}
