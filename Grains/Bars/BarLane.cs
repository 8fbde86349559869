using System.Collections.Immutable;
using Grains.Interfaces.Bars;
using Grains.Interfaces.Instruments;
using Grains.Sessions;

namespace Grains.Bars;

/// <summary>A finished bar, or one in the making as it would be found after a crash, on its way to the store.</summary>
internal readonly record struct StoredBar(string Instrument, string Mode, int Divisor, RawBar Bar);

/// <summary>
/// The bars of one instrument of this silo. Its instrument adds ticks, <see cref="BarPump"/> seals and stores: they meet under a lock that is held for as long as one packet takes.
/// </summary>
internal sealed class BarLane(string instrument, string mode, int grace, SessionClock sessions, TimeProvider time)
{
    /// <summary>Minutes of two hours: what a gateway or a write that failed may still want.</summary>
    const int MinutesRemembered = 120;
    const int SecondsRemembered = 120;

    /// <summary>A stamp further ahead of the exchange's clock is garbage.</summary>
    const int FurthestAhead = 60;
    static readonly TimeSpan SecondsLease = TimeSpan.FromSeconds(10);

    readonly Lock gate = new();
    readonly string exchange = instrument[..instrument.IndexOf(':', StringComparison.Ordinal)];
    readonly BarBuilder minutes = new(BarIntervals.Minute, grace, MinutesRemembered);
    readonly long epoch = time.GetUtcNow().ToUnixTimeMilliseconds();
    readonly List<RawBar> changed = [];
    BarBuilder? seconds;
    long secondsAsked;
    long askedFor;
    // Nothing was seen of what was before the first packet.
    long? brokenFrom = 0;
    int divisor = 100;
    (long Midnight, BarSession? Session, bool Shut, SessionCalendar? Of) hours;

    public string Instrument => instrument;

    public string Mode => mode;

    /// <summary>The socket that brought the last packet.</summary>
    public string? Source { get; private set; }

    /// <summary>Whether what is made here is stored.</summary>
    public bool IsKept { get; set; }

    /// <summary>Bars end here: the mode changed, or nobody asks any more.</summary>
    public bool IsRetired { get; set; }

    /// <summary>The last stored bar was looked for.</summary>
    public bool IsRestored { get; set; }

    public long Late
    {
        get
        {
            lock (gate)
                return minutes.Late;
        }
    }

    /// <summary>False once nobody wants them any more.</summary>
    public bool Add(in MarketTick tick)
    {
        if (IsRetired)
            return false;
        var stamp = tick.LastTradeTime != 0 ? tick.LastTradeTime : tick.ExchangeTime;
        lock (gate)
        {
            Source = tick.Source;
            var now = Now() ?? tick.ExchangeTime;
            if (brokenFrom is { } from)
                Mend(from, Math.Max(tick.ExchangeTime, now), now);
            if (stamp == 0 || stamp > now + FurthestAhead)
                return true;
            divisor = tick.Divisor;
            long at = stamp;
            if (SessionOf(at) is { } session)
            {
                if (at < session.Open || at > session.Close)
                    return true;
                // Trades of the last moment are stamped with the close.
                at = Math.Min(at, session.Close - 1);
            }
            else if (hours.Shut)
            {
                return true;
            }

            var bar = new BarTick(at, tick.LastPrice, tick.Kind is TickKind.Full or TickKind.Quote ? tick.Volume : null, tick.HasBook ? tick.OpenInterest : null, tick.ReceivedAt);
            minutes.Add(bar);
            seconds?.Add(bar);
            return true;
        }
    }

    /// <summary>Data is missing from a time on, until the next packet or, where it is known, until another time; Unix seconds.</summary>
    public void Break(long from, long? until = null)
    {
        lock (gate)
        {
            if (brokenFrom is not null)
                return;
            if (until is null)
                brokenFrom = from;
            Mark(from, until ?? long.MaxValue);
        }
    }

    /// <summary>Goes on from what was stored last.</summary>
    public void Restore(in RawBar bar)
    {
        lock (gate)
            minutes.Restore(bar);
    }

    /// <summary>Seals what is due and hands over what is to be stored; with <paramref name="all"/> those in the making too, as a crash would leave them.</summary>
    public void Turn(bool all, List<StoredBar> into)
    {
        lock (gate)
        {
            if (Now() is not { } now)
                return;
            minutes.Seal(now, changed);
            if (seconds is not null && time.GetElapsedTime(secondsAsked) > SecondsLease)
                seconds = null;
            seconds?.Seal(now, new List<RawBar>());
            if (IsKept)
            {
                foreach (var bar in changed)
                    into.Add(new(instrument, mode, divisor, bar));
                if (all)
                    into.AddRange(minutes.Open().Select(b => new StoredBar(instrument, mode, divisor, b with { Gap = true })));
            }

            changed.Clear();
        }
    }

    /// <summary>Whether somebody asked for bars that are not kept within the last 10 s.</summary>
    public bool IsWanted
    {
        get
        {
            lock (gate)
                return IsKept || time.GetElapsedTime(askedFor) <= SecondsLease;
        }
    }

    public LiveBars Live(int length, bool ask)
    {
        lock (gate)
        {
            if (ask)
                askedFor = time.GetTimestamp();
            var builder = minutes;
            if (length == BarIntervals.Second)
            {
                secondsAsked = time.GetTimestamp();
                builder = seconds ??= NewSeconds();
            }

            var now = Now() ?? 0;
            return new(epoch, mode, SessionOf(now), now - grace, [.. builder.Recent().Select(b => ToBar(b, divisor))]);
        }
    }

    public static Bar ToBar(RawBar bar, int divisor) => new(
        BarRollup.At(bar.Start), (decimal)bar.Open / divisor, (decimal)bar.High / divisor, (decimal)bar.Low / divisor, (decimal)bar.Close / divisor,
        bar.Volume, bar.OpenInterest, bar.Complete, bar.Gap);

    /// <summary>The feed is back: what it missed ends with this packet. Bars that ended before it was listened to are not begun.</summary>
    void Mend(long from, long until, long now)
    {
        brokenFrom = null;
        minutes.Seal(now, changed);
        Mark(from, until);
    }

    void Mark(long from, long to)
    {
        changed.AddRange(minutes.MarkGap(from, to));
        seconds?.MarkGap(from, to);
    }

    BarBuilder NewSeconds()
    {
        var made = new BarBuilder(BarIntervals.Second, grace, SecondsRemembered);
        if (Now() is { } now)
        {
            made.Seal(now + grace, new List<RawBar>());
            // The second that is going on was not listened to from its beginning.
            made.MarkGap(0, brokenFrom is null ? now : long.MaxValue);
        }

        return made;
    }

    /// <summary>By the exchange's clock, Unix seconds.</summary>
    long? Now() => sessions.Now?.ToUnixTimeSeconds();

    BarSession? SessionOf(long at)
    {
        var midnight = BarRollup.Midnight(at);
        if (hours.Midnight != midnight || !ReferenceEquals(hours.Of, sessions.Calendar))
        {
            var session = sessions.BarSession(exchange, midnight);
            hours = (midnight, session, session is null && sessions.Calendar.Day(exchange, DateOnly.FromDateTime(BarRollup.At(midnight).DateTime)) is not null, sessions.Calendar);
        }

        return hours.Session;
    }
}
