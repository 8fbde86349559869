using System.Collections.Frozen;

namespace Kite.Instruments;

/// <summary>Index rows and their derivatives have different names; the broker publishes no map between them.</summary>
public static class IndexSymbols
{
    static readonly (string Underlying, InstrumentKey Spot)[] Table =
    [
        ("NIFTY", new("NSE", "NIFTY 50")),
        ("BANKNIFTY", new("NSE", "NIFTY BANK")),
        ("FINNIFTY", new("NSE", "NIFTY FIN SERVICE")),
        ("MIDCPNIFTY", new("NSE", "NIFTY MID SELECT")),
        ("NIFTYNXT50", new("NSE", "NIFTY NEXT 50")),
        ("SENSEX", new("BSE", "SENSEX")),
        ("BANKEX", new("BSE", "BANKEX")),
        ("SENSEX50", new("BSE", "SNSX50")),
    ];

    static readonly FrozenDictionary<string, InstrumentKey> Spots = Table.ToFrozenDictionary(r => r.Underlying, r => r.Spot);
    static readonly FrozenDictionary<string, string> Underlyings = Table.ToFrozenDictionary(r => r.Spot.Tradingsymbol, r => r.Underlying);

    /// <summary>The index row of an underlying, <c>NSE:NIFTY 50</c> for NIFTY; null for what is no known index.</summary>
    public static InstrumentKey? SpotOf(string underlying) => Spots.TryGetValue(underlying, out var key) ? key : null;

    /// <summary>The name that derivatives of an index carry: NIFTY for the row NIFTY 50; an unknown index stands for itself.</summary>
    public static string UnderlyingOf(string indexSymbol) => Underlyings.GetValueOrDefault(indexSymbol, indexSymbol);
}
