using System.Globalization;

namespace Kite.Instruments;

/// <summary>
/// The parts of a derivative's symbol. "Monthly" is what the exchange calls so, not the last expiry of a month, so a symbol made here is a
/// guess until the day's instrument list holds it: never order with one that it does not hold.
/// </summary>
/// <param name="Underlying">Known beforehand: names hold digits (NIFTYNXT50, 360ONE), so a symbol alone cannot be taken apart.</param>
/// <param name="Year">Four digits.</param>
/// <param name="Month">1–12.</param>
/// <param name="Day">Only in weekly options; null in monthly ones and futures.</param>
/// <param name="Strike">Rupees; 0 for futures.</param>
/// <param name="Type">Fut, Ce or Pe.</param>
public readonly record struct KiteSymbol(string Underlying, int Year, int Month, int? Day, decimal Strike, InstrumentType Type)
{
    const string Months = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC";
    const string WeeklyMonths = "123456789OND";

    /// <summary>The expiry of a weekly option; other symbols do not tell the day.</summary>
    public DateOnly? Expiry => Day is { } day ? new DateOnly(Year, Month, day) : null;

    public static KiteSymbol Future(string underlying, int year, int month) => new(underlying, year, month, null, 0, InstrumentType.Fut);

    public static KiteSymbol Monthly(string underlying, int year, int month, decimal strike, InstrumentType type) =>
        new(underlying, year, month, null, strike, type);

    public static KiteSymbol Weekly(string underlying, DateOnly expiry, decimal strike, InstrumentType type) =>
        new(underlying, expiry.Year, expiry.Month, expiry.Day, strike, type);

    /// <summary>The symbol of a contract's terms.</summary>
    /// <param name="isMonthly">Whether the exchange calls this expiry its monthly one; futures have no other.</param>
    public static KiteSymbol Of(Contract contract, bool isMonthly) => new(
        contract.Underlying, contract.Expiry.Year, contract.Expiry.Month,
        isMonthly || contract.Type == InstrumentType.Fut ? null : contract.Expiry.Day, contract.Strike, contract.Type);

    /// <summary>Takes a symbol of <paramref name="underlying"/> apart; false when it is none.</summary>
    public static bool TryParse(string symbol, string underlying, out KiteSymbol parsed)
    {
        ArgumentNullException.ThrowIfNull(symbol);
        ArgumentException.ThrowIfNullOrEmpty(underlying);
        parsed = default;
        if (!symbol.StartsWith(underlying, StringComparison.Ordinal))
            return false;
        var rest = symbol.AsSpan(underlying.Length);
        if (rest.Length < 8 || !TryDigits(rest[..2], out var year))
            return false;
        year += 2000;
        rest = rest[2..];

        if (MonthOf(rest[..3]) is { } month)
            return TryMonthly(rest[3..], underlying, year, month, out parsed);

        var weekly = WeeklyMonths.IndexOf(rest[0], StringComparison.Ordinal) + 1;
        if (weekly == 0 || !TryDigits(rest[1..3], out var day) || day < 1 || day > DateTime.DaysInMonth(year, weekly)
            || !TryOption(rest[3..], out var strike, out var type))
        {
            return false;
        }

        parsed = new KiteSymbol(underlying, year, weekly, day, strike, type);
        return true;
    }

    public override string ToString()
    {
        var date = Day is { } day
            ? string.Create(CultureInfo.InvariantCulture, $"{Year % 100:00}{WeeklyMonths[Month - 1]}{day:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{Year % 100:00}{Months.AsSpan((Month - 1) * 3, 3)}");
        return Type == InstrumentType.Fut
            ? $"{Underlying}{date}FUT"
            : string.Create(CultureInfo.InvariantCulture, $"{Underlying}{date}{Strike:0.##########}{(Type == InstrumentType.Ce ? "CE" : "PE")}");
    }

    static bool TryMonthly(ReadOnlySpan<char> rest, string underlying, int year, int month, out KiteSymbol parsed)
    {
        if (rest.SequenceEqual("FUT"))
        {
            parsed = Future(underlying, year, month);
            return true;
        }

        var isOption = TryOption(rest, out var strike, out var type);
        parsed = isOption ? Monthly(underlying, year, month, strike, type) : default;
        return isOption;
    }

    static bool TryOption(ReadOnlySpan<char> text, out decimal strike, out InstrumentType type)
    {
        strike = 0;
        type = text.EndsWith("PE") ? InstrumentType.Pe : InstrumentType.Ce;
        return (type == InstrumentType.Pe || text.EndsWith("CE"))
            && text.Length > 2
            && char.IsAsciiDigit(text[0]) && char.IsAsciiDigit(text[^3])
            && decimal.TryParse(text[..^2], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out strike)
            && strike > 0;
    }

    static int? MonthOf(ReadOnlySpan<char> text)
    {
        var at = Months.AsSpan().IndexOf(text);
        return at >= 0 && at % 3 == 0 ? (at / 3) + 1 : null;
    }

    static bool TryDigits(ReadOnlySpan<char> text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
