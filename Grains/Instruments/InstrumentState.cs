using Grains.Interfaces.Instruments;

namespace Grains.Instruments;

/// <summary>The live state of one instrument, in raw broker units; mutated in place, because it is touched by every tick.</summary>
internal struct InstrumentState
{
    public int Divisor;
    public uint Token;
    public int LastPrice;
    public int Open;
    public int High;
    public int Low;
    public int Close;
    public int Bid;
    public int Ask;
    public uint BidQuantity;
    public uint AskQuantity;
    public uint Volume;
    public uint OpenInterest;
    public uint LastTradeTime;
    public uint ExchangeTime;
    public long ReceivedAt;
    public int Connection;
    public string Source;
    public DepthSide Bids;
    public DepthSide Asks;

    public readonly bool HasTicked => ReceivedAt != 0;

    public readonly bool IsTwoSided => Bid > 0 && Ask > Bid;

    /// <summary>Exchange time, or the arrival where packets carry none; Unix seconds.</summary>
    public readonly long AsOf => ExchangeTime != 0 ? ExchangeTime : ToUnixSeconds(ReceivedAt);

    static long ToUnixSeconds(long utcTicks) => (utcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond;
}
