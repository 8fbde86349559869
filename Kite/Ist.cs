using System.Globalization;

namespace Kite;

/// <summary>Indian Standard Time, UTC+05:30 all year, and the broker's ways to write it.</summary>
public static class Ist
{
    public static readonly TimeSpan Offset = new(5, 30, 0);

    static readonly string[] LocalFormats = ["yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy-MM-dd"];
    static readonly string[] OffsetFormats = ["yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mm:ssK"];

    /// <summary>The instant of an exchange stamp in Unix seconds, in IST; null for 0, which means "none".</summary>
    public static DateTimeOffset? FromUnixSeconds(uint seconds) =>
        seconds == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(seconds).ToOffset(Offset);

    /// <summary>The date in India.</summary>
    public static DateOnly DateOf(DateTimeOffset instant) => DateOnly.FromDateTime(instant.ToOffset(Offset).DateTime);

    /// <summary>The first instant of a day in India.</summary>
    public static DateTimeOffset Midnight(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), Offset);

    /// <summary>Reads a stamp with or without offset; without one it is IST. Null when absent, zero, time-only or not a time at all.</summary>
    public static DateTimeOffset? Parse(ReadOnlySpan<char> text)
    {
        if (DateTime.TryParseExact(text, LocalFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            return local.Year <= 1 ? null : new DateTimeOffset(local, Offset);
        // Candles write +0530 without a colon; the custom format zzz accepts both.
        return DateTimeOffset.TryParseExact(text, OffsetFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var stamp)
            ? stamp.ToOffset(Offset)
            : null;
    }

    /// <summary>Writes wall-clock IST as the broker's query parameters want it.</summary>
    public static string Format(DateTimeOffset instant) =>
        instant.ToOffset(Offset).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
