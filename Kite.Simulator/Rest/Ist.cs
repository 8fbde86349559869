using System.Globalization;
using Kite.Simulator.Market;

namespace Kite.Simulator.Rest;

/// <summary>Times as the broker writes them: the wall clock of India, without an offset.</summary>
internal static class Ist
{
    public static string Stamp(DateTimeOffset time) => Text(time, "yyyy-MM-dd HH:mm:ss");

    public static string? Stamp(DateTimeOffset? time) => time is { } t ? Stamp(t) : null;

    public static string Clock(DateTimeOffset time) => Text(time, "HH:mm:ss");

    /// <summary>The stamp of a candle, with an offset that has no colon.</summary>
    public static string Candle(DateTimeOffset time) => Text(time, "yyyy-MM-ddTHH:mm:ss") + "+0530";

    public static DateTimeOffset OfUnix(long seconds) => DateTimeOffset.FromUnixTimeSeconds(seconds);

    /// <summary>Reads <c>yyyy-MM-dd HH:mm:ss</c> or a date alone.</summary>
    public static bool TryParse(string? text, out DateTimeOffset time)
    {
        string[] formats = ["yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-dd", "yyyy-MM-ddTHH:mm:ss"];
        var good = DateTime.TryParseExact(text, formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local);
        time = good ? new(local, TradingCalendar.Ist) : default;
        return good;
    }

    static string Text(DateTimeOffset time, string format) => time.ToOffset(TradingCalendar.Ist).ToString(format, CultureInfo.InvariantCulture);
}
