using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Kite.Ticker;

/// <summary>One price level of the book. An empty level is all zero.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public struct DepthLevel
{
    /// <summary>Units, not lots.</summary>
    public uint Quantity;

    /// <summary>Raw; divide by <see cref="TickerPacket.Divisor()"/>.</summary>
    public int Price;

    // The wire has the count before two bytes of padding. Reversing that as one word puts the padding first.
    ushort _padding;

    public ushort Orders;
}

/// <summary>Ten levels: 0–4 bids, 5–9 offers, best first.</summary>
[InlineArray(10)]
public struct Depth
{
    public const int Levels = 5;

    DepthLevel _first;
}
