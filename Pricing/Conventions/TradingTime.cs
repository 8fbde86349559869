namespace Pricing.Conventions;

/// <summary>
/// Trading-time years as a stated alternative to act/365: a year is 252 trading days. Each trading day's share of 1/252 is divided between
/// the night before it (from the last close to its open, weekends and holidays included, evenly) and its session (by a profile).
/// </summary>
/// <remarks>
/// A volatility per square root of a trading-time year is not one per square root of a calendar year: invert and price with the same
/// clock, and say which. Times are IST. Immutable and safe for concurrent use.
/// </remarks>
public sealed class TradingTime
{
    /// <summary>Trading days in a year: 252.</summary>
    public const double DaysPerYear = 252;

    private static readonly TimeSpan IndianTime = new(5, 30, 0);
    private readonly Func<DateOnly, bool> isTradingDay;
    private readonly TimeSpan open;
    private readonly TimeSpan close;
    private readonly double sessionShare;
    private readonly double[] cumulative;

    /// <param name="isTradingDay">Whether the exchange has a session on a date; weekends and holidays are false.</param>
    /// <param name="open">Start of the session, IST; 09:15 on NSE.</param>
    /// <param name="close">End of the session, IST; 15:30 on NSE.</param>
    /// <param name="sessionShare">How much of a day's variance falls into its session, 0 … 1. Default: 1, nights do not count.</param>
    /// <param name="profile">Weights of equal slices of the session, for example high at open and close. Default: flat.</param>
    /// <exception cref="ArgumentException">The session is empty, the share is outside 0 … 1, or a weight is negative or all are zero.</exception>
    public TradingTime(Func<DateOnly, bool> isTradingDay, TimeOnly open, TimeOnly close, double sessionShare = 1, IReadOnlyList<double>? profile = null)
    {
        ArgumentNullException.ThrowIfNull(isTradingDay);
        if (!(open < close))
            throw new ArgumentException("Let the session close after it opens.", nameof(close));
        if (!(sessionShare >= 0 && sessionShare <= 1))
            throw new ArgumentException("Pass a share of the session from 0 to 1.", nameof(sessionShare));
        profile ??= [1];
        if (!profile.All(w => w >= 0 && double.IsFinite(w)) || !(profile.Sum() > 0))
            throw new ArgumentException("Pass weights that are not negative, and not all zero.", nameof(profile));
        (this.isTradingDay, this.open, this.close, this.sessionShare) = (isTradingDay, open.ToTimeSpan(), close.ToTimeSpan(), sessionShare);
        cumulative = new double[profile.Count + 1];
        for (var i = 0; i < profile.Count; i++)
            cumulative[i + 1] = cumulative[i] + profile[i] / profile.Sum();
    }

    /// <summary>Trading-time years between two instants; 0 when the second is not later. At most 20,000 days apart.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The instants are more than 20,000 days apart.</exception>
    public double Years(DateTimeOffset from, DateTimeOffset to)
    {
        if (to <= from)
            return 0;
        if ((to - from).TotalDays > 20_000)
            throw new ArgumentOutOfRangeException(nameof(to), to, "Pass instants that are at most 20,000 days apart.");
        var (start, end) = (from.ToOffset(IndianTime).DateTime, to.ToOffset(IndianTime).DateTime);
        var lastClose = PreviousClose(start);
        var days = 0.0;
        for (var date = DateOnly.FromDateTime(lastClose).AddDays(1); ; date = date.AddDays(1))
        {
            var midnight = date.ToDateTime(TimeOnly.MinValue);
            if (midnight + open > end && lastClose >= end)
                break;
            if (!isTradingDay(date))
            {
                // A contract that ends between sessions gets the part of the night that has passed, which the next session's date bounds.
                if (midnight > end.AddDays(30))
                    break;
                continue;
            }

            days += Night(lastClose, midnight + open, start, end) + Session(midnight, start, end);
            lastClose = midnight + close;
        }

        return days / DaysPerYear;
    }

    private DateTime PreviousClose(DateTime at)
    {
        var date = DateOnly.FromDateTime(at);
        for (var back = 0; back < 60; back++, date = date.AddDays(-1))
        {
            var end = date.ToDateTime(TimeOnly.MinValue) + close;
            if (isTradingDay(date) && end <= at)
                return end;
        }

        return at.Date;
    }

    private double Night(DateTime lastClose, DateTime opening, DateTime start, DateTime end) =>
        (1 - sessionShare) * (Fraction(lastClose, opening, end) - Fraction(lastClose, opening, start));

    private double Session(DateTime midnight, DateTime start, DateTime end) =>
        sessionShare * (Weight(Fraction(midnight + open, midnight + close, end)) - Weight(Fraction(midnight + open, midnight + close, start)));

    private static double Fraction(DateTime from, DateTime to, DateTime at) => Math.Clamp((at - from) / (to - from), 0, 1);

    private double Weight(double fraction)
    {
        var position = fraction * (cumulative.Length - 1);
        var slice = Math.Min((int)position, cumulative.Length - 2);
        return cumulative[slice] + (position - slice) * (cumulative[slice + 1] - cumulative[slice]);
    }
}
