namespace Grains.Accounts;

/// <summary>What an account's orders ask of the next reading of the order book.</summary>
enum LiveOrders : byte
{
    None,

    /// <summary>Some may change.</summary>
    Open,

    /// <summary>Of some it is not known whether the broker has them.</summary>
    Unknown,
}

/// <summary>
/// When the order book is read next. Every ask starts a few quick readings; asks fold together, and readings keep a distance, so that a
/// thousand placements a minute cost no more readings than a few.
/// </summary>
sealed class ReadSchedule(BrokerOptions options, TimeProvider time)
{
    static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);

    readonly long origin = time.GetTimestamp();
    TimeSpan? due;
    TimeSpan? lastBegan;
    TimeSpan gap = options.MinReadGap;
    int quick;
    int failures;

    /// <summary>Until the next reading; zero: now; null: none is planned.</summary>
    public TimeSpan? Wait => due is { } at ? Max(at - Now, TimeSpan.Zero) : null;

    TimeSpan Now => time.GetElapsedTime(origin);

    /// <param name="atOnce">False after a placement, which the broker works on for a moment.</param>
    public void Ask(bool atOnce)
    {
        quick = 0;
        At(atOnce || options.QuickReads.Count == 0 ? Now : Now + options.QuickReads[quick++]);
    }

    public void Begin()
    {
        lastBegan = Now;
        due = null;
    }

    /// <param name="pause">No reading before this is over, however much is asked for.</param>
    public void Done(LiveOrders live, TimeSpan pause = default)
    {
        failures = 0;
        gap = Max(options.MinReadGap, Now + pause - (lastBegan ?? Now));
        if (live == LiveOrders.None)
            return;
        At(Now + (live == LiveOrders.Unknown ? options.UnknownReads : options.OpenReads));
        if (quick < options.QuickReads.Count)
        {
            var before = quick == 0 ? TimeSpan.Zero : options.QuickReads[quick - 1];
            At(Now + options.QuickReads[quick++] - before);
        }
    }

    /// <summary>The budget was used up: nothing was read, nothing failed.</summary>
    public void Postpone(TimeSpan by) => At(Now + by);

    public void Failed()
    {
        At(Now + Min(FirstRetry * Math.Pow(2, failures), options.OpenReads));
        failures = Math.Min(failures + 1, 10);
    }

    void At(TimeSpan at)
    {
        if (lastBegan is { } began)
            at = Max(at, began + gap);
        due = due is { } planned ? Min(planned, at) : at;
    }

    static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
