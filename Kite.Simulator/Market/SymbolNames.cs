using System.Globalization;

namespace Kite.Simulator.Market;

/// <summary>How the broker writes derivative symbols.</summary>
internal static class SymbolNames
{
    public static string Future(string name, DateOnly expiry) => $"{name}{Month(expiry)}FUT";

    public static string Option(string name, Expiry expiry, int strike, bool call)
    {
        var date = expiry.Monthly ? Month(expiry.Date) : Week(expiry.Date);
        return string.Create(CultureInfo.InvariantCulture, $"{name}{date}{strike}{(call ? "CE" : "PE")}");
    }

    static string Month(DateOnly date) => date.ToString("yyMMM", CultureInfo.InvariantCulture).ToUpperInvariant();

    static string Week(DateOnly date)
    {
        var month = date.Month switch { 10 => 'O', 11 => 'N', 12 => 'D', var m => (char)('0' + m) };
        return string.Create(CultureInfo.InvariantCulture, $"{date:yy}{month}{date:dd}");
    }
}
