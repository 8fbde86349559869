using Grains.Interfaces.Instruments;
using Kite.Ticker;

namespace Grains.Feeds;

/// <summary>A decoded packet as a grain message. Copies; converts nothing.</summary>
internal static class TickMapper
{
    public static MarketTick Map(in TickerPacket packet, long receivedAt, int connection, string source) => new()
    {
        Kind = KindOf(packet.Kind),
        Divisor = TickerPacket.Divisor(packet.Token),
        Token = packet.Token,
        LastPrice = packet.LastPrice,
        LastQuantity = packet.LastQuantity,
        AveragePrice = packet.AveragePrice,
        Volume = packet.Volume,
        BuyQuantity = packet.BuyQuantity,
        SellQuantity = packet.SellQuantity,
        Open = packet.Open,
        High = packet.High,
        Low = packet.Low,
        Close = packet.Close,
        OpenInterest = packet.OpenInterest,
        OpenInterestHigh = packet.OiDayHigh,
        OpenInterestLow = packet.OiDayLow,
        LastTradeTime = packet.LastTradeTime,
        ExchangeTime = packet.ExchangeTime,
        ReceivedAt = receivedAt,
        Connection = connection,
        Source = source,
        Bids = packet.Kind == PacketKind.Full ? Side(packet, 0) : default,
        Asks = packet.Kind == PacketKind.Full ? Side(packet, 5) : default,
    };

    static DepthSide Side(in TickerPacket packet, int from) =>
        new(Level(packet, from), Level(packet, from + 1), Level(packet, from + 2), Level(packet, from + 3), Level(packet, from + 4));

    static Interfaces.Instruments.DepthLevel Level(in TickerPacket packet, int index)
    {
        var level = packet.Depth[index];
        return new(level.Price, level.Quantity, level.Orders);
    }

    static TickKind KindOf(PacketKind kind) => kind switch
    {
        PacketKind.Ltp => TickKind.Ltp,
        PacketKind.IndexQuote => TickKind.IndexQuote,
        PacketKind.IndexFull => TickKind.IndexFull,
        PacketKind.Quote => TickKind.Quote,
        _ => TickKind.Full,
    };
}
