namespace Grains.Orders;

/// <summary>Named moments on the path of an order. Nothing happens at them, except in tests of what a crash leaves behind.</summary>
interface ICrashPoints
{
    /// <param name="key">The order's idempotency key; empty for a basket.</param>
    ValueTask At(string point, string key = "");
}

/// <summary>The moments.</summary>
static class CrashPoints
{
    public const string Received = "received";
    public const string Validated = "validated";
    public const string BeforeIntent = "before_intent";
    public const string AfterIntent = "after_intent";
    public const string BeforePermit = "before_permit";
    public const string BeforeSubmitting = "before_submitting";
    public const string AfterSubmitting = "after_submitting";
    public const string BeforeSend = "before_send";
    public const string AfterAnswer = "after_answer";
    public const string BeforeOutcome = "before_outcome";
    public const string AfterOutcome = "after_outcome";
    public const string BeforeReply = "before_reply";
    public const string ChangeReceived = "change_received";
    public const string ChangeChecked = "change_checked";
    public const string ChangeBeforePermit = "change_before_permit";
    public const string ChangeBeforeRecorded = "change_before_recorded";
    public const string ChangeAfterRecorded = "change_after_recorded";
    public const string ChangeBeforeSend = "change_before_send";
    public const string ChangeAfterAnswer = "change_after_answer";
    public const string ChangeBeforeOutcome = "change_before_outcome";
    public const string ChangeAfterOutcome = "change_after_outcome";
    public const string ChangeBeforeReply = "change_before_reply";

    /// <summary>In the order in which a placement passes them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        Received, Validated, BeforeIntent, AfterIntent, BeforePermit, BeforeSubmitting, AfterSubmitting, BeforeSend, AfterAnswer, BeforeOutcome,
        AfterOutcome, BeforeReply,
    ];

    public const string BasketChecked = "basket_checked";
    public const string BasketRecorded = "basket_recorded";
    public const string BasketLegPlaced = "basket_leg_placed";
    public const string BasketClosing = "basket_closing";

    /// <summary>The moments of a basket; those of its legs' orders come between them.</summary>
    public static IReadOnlyList<string> Basket { get; } = [BasketChecked, BasketRecorded, BasketLegPlaced, BasketClosing];

    /// <summary>In the order in which a modification or a cancel passes them.</summary>
    public static IReadOnlyList<string> Changing { get; } =
    [
        ChangeReceived, ChangeChecked, ChangeBeforePermit, ChangeBeforeRecorded, ChangeAfterRecorded, ChangeBeforeSend, ChangeAfterAnswer,
        ChangeBeforeOutcome, ChangeAfterOutcome, ChangeBeforeReply,
    ];
}

sealed class NoCrashPoints : ICrashPoints
{
    public ValueTask At(string point, string key) => ValueTask.CompletedTask;
}

/// <summary>Says on the console that the point is reached and holds the order there for good, so that the process can be killed at it.</summary>
sealed class HoldAtCrashPoint : ICrashPoints
{
    readonly string hold;
    readonly TextWriter console;
    readonly TimeProvider time;

    /// <exception cref="ArgumentException">There is no such point.</exception>
    public HoldAtCrashPoint(string point, TextWriter console, TimeProvider time)
    {
        string[] known = [.. CrashPoints.All, .. CrashPoints.Changing, .. CrashPoints.Basket];
        if (!known.Contains(point, StringComparer.Ordinal))
            throw new ArgumentException($"Ticker:Test:HoldAt is '{point}': use one of {string.Join(", ", known)}.", nameof(point));
        hold = point;
        this.console = console;
        this.time = time;
    }

    public async ValueTask At(string point, string key)
    {
        if (point != hold)
            return;
        await console.WriteLineAsync($"crash-point reached: {point}");
        await console.FlushAsync();
        await Task.Delay(Timeout.InfiniteTimeSpan, time);
    }
}
