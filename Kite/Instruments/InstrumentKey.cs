using System.Diagnostics.CodeAnalysis;

namespace Kite.Instruments;

/// <summary>What names an instrument for good: tokens are used again after an expiry. Text form <c>NFO:NIFTY25NOV25000CE</c>.</summary>
public readonly record struct InstrumentKey(string Exchange, string Tradingsymbol)
{
    /// <exception cref="FormatException">The text is not EXCHANGE:SYMBOL.</exception>
    public static InstrumentKey Parse(string text) => TryParse(text, out var key)
        ? key
        : throw new FormatException("An instrument is written EXCHANGE:SYMBOL, for example NFO:NIFTY25NOV25000CE.");

    /// <summary>Symbols may hold spaces, hyphens and ampersands; exchanges are upper-case letters and digits.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out InstrumentKey key)
    {
        key = default;
        var colon = text?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        if (text is null || colon <= 0 || colon == text.Length - 1)
            return false;
        foreach (var c in text.AsSpan(0, colon))
        {
            if (!char.IsAsciiLetterUpper(c) && !char.IsAsciiDigit(c))
                return false;
        }

        foreach (var c in text.AsSpan(colon + 1))
        {
            if (char.IsControl(c))
                return false;
        }

        if (char.IsWhiteSpace(text[colon + 1]) || char.IsWhiteSpace(text[^1]))
            return false;
        key = new InstrumentKey(text[..colon], text[(colon + 1)..]);
        return true;
    }

    public override string ToString() => $"{Exchange}:{Tradingsymbol}";
}
