using System.Collections.Immutable;

namespace Grains.Interfaces.Bars;

/// <summary>Longer bars out of 1-minute ones. Deriving in two steps (1m to 5m to 15m) gives what one step gives.</summary>
public static class BarRollup
{
    static readonly TimeSpan Ist = new(5, 30, 0);

    /// <summary>Where the bar begins that holds this time: aligned to the session's open, or to the day's where the session is not known. Unix seconds.</summary>
    public static long StartOf(long time, int seconds, BarSession? session)
    {
        var from = session?.Open ?? Midnight(time);
        if (seconds >= BarIntervals.Day)
            return from;
        var steps = Math.DivRem(time - from, seconds, out var rest);
        return from + ((rest < 0 ? steps - 1 : steps) * seconds);
    }

    /// <summary>Where it ends: with the session at the latest. Unix seconds.</summary>
    public static long EndOf(long start, int seconds, BarSession? session) =>
        session is { } hours && start < hours.Close ? Math.Min(seconds >= BarIntervals.Day ? hours.Close : start + seconds, hours.Close) : start + seconds;

    /// <summary>The bars of a length, in order of time, from shorter ones that are in order of time.</summary>
    /// <param name="sessionOf">The session of the day that a time (Unix seconds) belongs to.</param>
    /// <param name="through">Unix seconds up to which nothing changes any more.</param>
    public static ImmutableArray<Bar> Derive(IEnumerable<Bar> bars, int seconds, Func<long, BarSession?> sessionOf, long through)
    {
        ArgumentNullException.ThrowIfNull(bars);
        ArgumentNullException.ThrowIfNull(sessionOf);
        var derived = ImmutableArray.CreateBuilder<Bar>();
        long start = long.MinValue, end = long.MinValue;
        foreach (var bar in bars)
        {
            var time = bar.Start.ToUnixTimeSeconds();
            if (derived.Count > 0 && time >= start && time < end)
            {
                var last = derived[^1];
                derived[^1] = last with
                {
                    High = Math.Max(last.High, bar.High),
                    Low = Math.Min(last.Low, bar.Low),
                    Close = bar.Close,
                    Volume = last.Volume + bar.Volume,
                    Oi = bar.Oi ?? last.Oi,
                    Complete = last.Complete && bar.Complete,
                    Gap = last.Gap || bar.Gap,
                };
                continue;
            }

            var session = sessionOf(time);
            start = StartOf(time, seconds, session);
            end = EndOf(start, seconds, session);
            derived.Add(bar with { Start = At(start), Complete = bar.Complete && end <= through });
        }

        return derived.DrainToImmutable();
    }

    /// <summary>IST.</summary>
    public static DateTimeOffset At(long seconds) => DateTimeOffset.FromUnixTimeSeconds(seconds).ToOffset(Ist);

    /// <summary>The first second of the Indian day that a time belongs to.</summary>
    public static long Midnight(long time) => time - (((time + (long)Ist.TotalSeconds) % BarIntervals.Day + BarIntervals.Day) % BarIntervals.Day);
}
