using System.Buffers.Binary;
using Kite.Simulator.Market;

namespace Kite.Simulator.Ticker;

/// <summary>
/// The broker's big-endian packets. The shorter modes are prefixes of the longest one: 8, 28 and 32 bytes for an index, 8, 44 and 184 for
/// a contract.
/// </summary>
internal static class PacketEncoder
{
    public const int Largest = 184;
    const int BestAsk = 124;

    public static int LengthOf(bool index, TickerMode mode) => mode switch
    {
        TickerMode.Ltp => 8,
        TickerMode.Quote => index ? 28 : 44,
        _ => index ? 32 : 184,
    };

    /// <summary>Writes the full-mode packet and returns its length.</summary>
    public static int Encode(Instrument instrument, Span<byte> packet)
    {
        Unsigned(packet, 0, instrument.Token);
        Signed(packet, 4, instrument.Last);
        return instrument.Kind == InstrumentKind.Index ? Index(instrument, packet) : Contract(instrument, packet);
    }

    /// <summary>Writes a stamp over the quantity of the best ask; a contract that nobody offers has no place for one.</summary>
    public static void Stamp(Span<byte> packet, int stamp)
    {
        if (packet.Length == Largest && BinaryPrimitives.ReadInt32BigEndian(packet[(BestAsk + 4)..]) != 0)
            Signed(packet, BestAsk, stamp);
    }

    /// <summary>Moves the best ask away from the bid by so many paise; an empty side stays empty.</summary>
    public static void MoveAsk(Span<byte> packet, int paise)
    {
        var price = BinaryPrimitives.ReadInt32BigEndian(packet[(BestAsk + 4)..]);
        if (price != 0)
            Signed(packet, BestAsk + 4, price + paise);
    }

    static int Index(Instrument index, Span<byte> packet)
    {
        Signed(packet, 8, index.High);
        Signed(packet, 12, index.Low);
        Signed(packet, 16, index.Open);
        Signed(packet, 20, index.Close);
        Signed(packet, 24, index.Last - index.Close);
        Unsigned(packet, 28, (uint)index.ExchangeTime);
        return 32;
    }

    static int Contract(Instrument contract, Span<byte> packet)
    {
        var (buy, sell) = contract.Totals();
        Unsigned(packet, 8, (uint)contract.LastQuantity);
        Signed(packet, 12, contract.AveragePaise);
        Unsigned(packet, 16, contract.Volume);
        Unsigned(packet, 20, buy);
        Unsigned(packet, 24, sell);
        Signed(packet, 28, contract.Open);
        Signed(packet, 32, contract.High);
        Signed(packet, 36, contract.Low);
        Signed(packet, 40, contract.Close);
        Unsigned(packet, 44, (uint)contract.LastTradeTime);
        Unsigned(packet, 48, contract.Oi);
        Unsigned(packet, 52, contract.OiHigh);
        Unsigned(packet, 56, contract.OiLow);
        Unsigned(packet, 60, (uint)contract.ExchangeTime);
        for (var i = 0; i < 5; i++)
        {
            Level(packet.Slice(64 + (12 * i), 12), contract.Bids[i]);
            Level(packet.Slice(124 + (12 * i), 12), contract.Asks[i]);
        }

        return 184;
    }

    static void Level(Span<byte> entry, in DepthLevel level)
    {
        Unsigned(entry, 0, (uint)level.Quantity);
        Signed(entry, 4, level.Price);
        BinaryPrimitives.WriteUInt16BigEndian(entry[8..], level.Orders);
        BinaryPrimitives.WriteUInt16BigEndian(entry[10..], 0);
    }

    static void Unsigned(Span<byte> packet, int at, uint value) => BinaryPrimitives.WriteUInt32BigEndian(packet[at..], value);

    static void Signed(Span<byte> packet, int at, int value) => BinaryPrimitives.WriteInt32BigEndian(packet[at..], value);
}
