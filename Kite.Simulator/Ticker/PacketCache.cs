using Kite.Simulator.Market;

namespace Kite.Simulator.Ticker;

/// <summary>The last packet of every instrument, encoded once for all sockets.</summary>
internal sealed class PacketCache
{
    byte[] _packets = [];

    public void Rebuild(IReadOnlyList<Instrument> instruments)
    {
        _packets = new byte[instruments.Count * PacketEncoder.Largest];
        foreach (var instrument in instruments)
            PacketEncoder.Encode(instrument, Slot(instrument.Index));
    }

    /// <summary>Encodes afresh; the result is the shortest mode that sees the change, or none when all bytes are as before. A stamp is part of the bytes.</summary>
    public TickerMode Update(Instrument instrument, int? stamp)
    {
        Span<byte> fresh = stackalloc byte[PacketEncoder.Largest];
        var length = PacketEncoder.Encode(instrument, fresh);
        fresh = fresh[..length];
        if (stamp is { } s)
            PacketEncoder.Stamp(fresh, s);
        var slot = Slot(instrument.Index)[..length];
        var same = slot.CommonPrefixLength(fresh);
        if (same == length)
            return TickerMode.None;
        fresh.CopyTo(slot);
        var index = instrument.Kind == InstrumentKind.Index;
        return same < 8 ? TickerMode.Ltp : same < PacketEncoder.LengthOf(index, TickerMode.Quote) ? TickerMode.Quote : TickerMode.Full;
    }

    public ReadOnlySpan<byte> Packet(Instrument instrument, TickerMode mode) =>
        Slot(instrument.Index)[..PacketEncoder.LengthOf(instrument.Kind == InstrumentKind.Index, mode)];

    Span<byte> Slot(int index) => _packets.AsSpan(index * PacketEncoder.Largest, PacketEncoder.Largest);
}
