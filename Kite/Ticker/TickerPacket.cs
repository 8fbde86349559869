using System.Runtime.InteropServices;

namespace Kite.Ticker;

/// <summary>
/// One packet of the ticker. Prices are raw integers as sent: divide by <see cref="Divisor()"/> for rupees. Quantities, volume and open
/// interest are in units, not lots. Fields that the packet's <see cref="Kind"/> does not carry are 0.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public struct TickerPacket
{
    // The first 184 bytes follow the wire layout of a full packet word by word, so that one vectorised byte swap decodes it.
    public uint Token;
    public int LastPrice;
    public uint LastQuantity;

    /// <summary>Volume-weighted average price of the day.</summary>
    public int AveragePrice;

    /// <summary>Wraps above 4.29 thousand million units.</summary>
    public uint Volume;
    public uint BuyQuantity;
    public uint SellQuantity;
    public int Open;
    public int High;
    public int Low;

    /// <summary>The previous session's close during market hours.</summary>
    public int Close;

    /// <summary>Unix seconds; 0 when there was no trade.</summary>
    public uint LastTradeTime;
    public uint OpenInterest;
    public uint OiDayHigh;
    public uint OiDayLow;

    /// <summary>Unix seconds by the exchange's clock; 0 when the packet has none.</summary>
    public uint ExchangeTime;

    /// <summary>Five bids, then five offers; only in full packets.</summary>
    public Depth Depth;

    /// <summary>The broker's own price change, raw and signed; only in index packets.</summary>
    public int Change;

    public PacketKind Kind;

    /// <summary>Raw units per rupee for this packet.</summary>
    public readonly int Divisor() => Divisor(Token);

    /// <summary>Raw units per rupee, by the segment in the token's low byte: 10,000,000 for CDS, 10,000 for BCD, 100 for all others.</summary>
    public static int Divisor(uint token) => (token & 0xff) switch
    {
        3 => 10_000_000,
        6 => 10_000,
        _ => 100,
    };

    /// <summary>A raw price of this packet in rupees.</summary>
    public readonly decimal Rupees(int rawPrice) => (decimal)rawPrice / Divisor(Token);
}
