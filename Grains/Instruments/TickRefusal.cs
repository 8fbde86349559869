namespace Grains.Instruments;

/// <summary>Why a packet, or a part of it, was not believed.</summary>
[Flags]
internal enum TickRefusal
{
    None = 0,

    /// <summary>Older than the state within one connection: the whole packet is refused.</summary>
    OutOfOrder = 1,

    /// <summary>A last price of zero or less: the price is refused.</summary>
    ZeroPrice = 2,

    /// <summary>A last price that cannot be: the price is refused.</summary>
    WildPrice = 4,

    /// <summary>Bid at or above ask: the side that moved away from the last state is refused.</summary>
    CrossedBook = 8,

    /// <summary>A price without a quantity, or the other way round: that side is refused.</summary>
    EmptyLevel = 16,
}
