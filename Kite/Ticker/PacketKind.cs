namespace Kite.Ticker;

/// <summary>The layouts of a ticker packet; the value is its length in bytes, which is all that tells them apart.</summary>
public enum PacketKind : byte
{
    Ltp = 8,
    IndexQuote = 28,
    IndexFull = 32,
    Quote = 44,
    Full = 184,
}
