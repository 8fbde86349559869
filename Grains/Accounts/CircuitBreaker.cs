using Grains.Interfaces.Accounts;

namespace Grains.Accounts;

/// <summary>
/// Stops asking a broker that does not answer: after so many failures in a row it is open for a while, then lets one request through to find
/// out; that one's end closes it or opens it for twice as long. A refusal by the broker is an answer, not a failure.
/// </summary>
sealed class CircuitBreaker(RequestKind kind, BrokerOptions options, TimeProvider time)
{
    readonly long origin = time.GetTimestamp();
    int failures;
    int openings;
    TimeSpan? openUntil;
    TimeSpan? probeUntil;
    string reason = "";

    public BreakerState State => openUntil is not { } until ? BreakerState.Closed : Now < until ? BreakerState.Open : BreakerState.HalfOpen;

    /// <summary>Openings since the last time it was closed for good.</summary>
    public int Openings => openings;

    public BreakerView View => new(
        kind, State, openUntil is { } until && State != BreakerState.Closed ? time.GetUtcNow() + (until - Now) : null, State == BreakerState.Closed ? "" : reason);

    TimeSpan Now => time.GetElapsedTime(origin);

    /// <summary>Zero: the request may go. In half-open state that one is the probe, and the others wait for it.</summary>
    public TimeSpan Acquire()
    {
        switch (State)
        {
            case BreakerState.Closed:
                return TimeSpan.Zero;
            case BreakerState.Open:
                return openUntil!.Value - Now;
            default:
                // A probe whose end nobody reports must not hold the breaker half-open for good.
                if (probeUntil is { } until && Now < until)
                    return until - Now;
                probeUntil = Now + options.RequestTimeout + TimeSpan.FromSeconds(1);
                return TimeSpan.Zero;
        }
    }

    /// <summary>A permit was not used after all: the next request is the probe.</summary>
    public void Return() => probeUntil = null;

    /// <param name="failure">Null: the broker answered.</param>
    /// <returns>Whether this opened it.</returns>
    public bool Report(string? failure)
    {
        var wasHalfOpen = State == BreakerState.HalfOpen;
        probeUntil = null;
        if (failure is null)
        {
            // An answer that was on its way when it opened says that the broker is back.
            (failures, openings, openUntil) = (0, 0, null);
            return false;
        }

        reason = failure;
        failures++;
        if (State == BreakerState.Open || (!wasHalfOpen && failures < options.BreakerFailures))
            return false;
        openUntil = Now + TimeSpan.FromTicks(Math.Min(options.BreakerLongest.Ticks, options.BreakerOpenFor.Ticks << Math.Min(openings, 20)));
        openings++;
        return true;
    }
}

/// <summary>One account's breakers. Exits share the orders' outcome and pass always: a cancel reduces risk whatever state the broker is in.</summary>
sealed class CircuitBreakers(BrokerOptions options, TimeProvider time)
{
    readonly Dictionary<RequestKind, CircuitBreaker> breakers = new[] { RequestKind.Order, RequestKind.Quote, RequestKind.Historical, RequestKind.Other }
        .ToDictionary(kind => kind, kind => new CircuitBreaker(kind, options, time));

    public IEnumerable<BreakerView> Views => breakers.Values.Select(b => b.View);

    public TimeSpan Acquire(RequestKind kind) => kind == RequestKind.Exit ? TimeSpan.Zero : breakers[kind].Acquire();

    public void Return(RequestKind kind)
    {
        if (kind != RequestKind.Exit)
            breakers[kind].Return();
    }

    public bool Report(RequestKind kind, string? failure) => breakers[kind == RequestKind.Exit ? RequestKind.Order : kind].Report(failure);

    public BreakerView View(RequestKind kind) => breakers[kind == RequestKind.Exit ? RequestKind.Order : kind].View;
}
