using Grains.Interfaces.Orders;
using Grains.Orders;

namespace Grains.Tests.Orders.Crashes;

/// <summary>What is asked of the service when it dies.</summary>
public enum Asked
{
    Place,

    /// <summary>A placement that may be sent again when its absence was read twice.</summary>
    PlaceResendable,

    /// <summary>An order of two slices; the process dies on the way of the second, or of the first where that is refused.</summary>
    PlaceSliced,
    Modify,
    Cancel,
}

/// <summary>What the broker does with the request that is on the way.</summary>
public enum Answer
{
    Accepted,
    Rejected,

    /// <summary>Timed out after accepting.</summary>
    LostAfter,

    /// <summary>Timed out before anything was done.</summary>
    LostBefore,
}

/// <summary>How an order must stand when all is settled.</summary>
public enum Ending
{
    /// <summary>One order at the broker for each slice, open with the values that were asked for.</summary>
    One,

    /// <summary>No order at the broker: it refused.</summary>
    Rejected,

    /// <summary>No order at the broker, and a person decides: the request may have been on its way when the process died.</summary>
    DeadLetter,

    /// <summary>The order as it was before the change, which the broker refused.</summary>
    Unchanged,
    Cancelled,
}

/// <summary>One combination: what was asked, where the process died, what the broker did.</summary>
public sealed record CrashCell(Asked Asked, string Point, Answer Answer)
{
    static readonly string[] BeforeSubmitting =
    [
        CrashPoints.Received, CrashPoints.Validated, CrashPoints.BeforeIntent, CrashPoints.BeforePermit, CrashPoints.BeforeSubmitting,
    ];

    static readonly string[] Told = [CrashPoints.AfterOutcome, CrashPoints.BeforeReply, CrashPoints.ChangeAfterOutcome, CrashPoints.ChangeBeforeReply];

    public string Key => $"{Asked}.{Point}.{Answer}";

    public string OperationKey => "op." + Key;

    public bool IsPlacement => Asked is Asked.Place or Asked.PlaceResendable or Asked.PlaceSliced;

    public int Slices => Asked == Asked.PlaceSliced ? 2 : 1;

    /// <summary>Whose path the point is on: of an order with slices the intent is its own, the sending a slice's.</summary>
    public string HeldKey => Asked != Asked.PlaceSliced || Point is CrashPoints.Validated or CrashPoints.BeforeIntent or CrashPoints.AfterIntent
        ? Key
        : OrderIdentity.SliceKey(Key, Answer == Answer.Rejected ? 1 : 2);

    /// <summary>The broker's rows of this order.</summary>
    public IEnumerable<string> Tags => Slices == 1 ? [OrderIdentity.Tag("desk", Key)] : [OrderIdentity.Tag("desk", Key, 1), OrderIdentity.Tag("desk", Key, 2)];

    /// <summary>After the restart and a repeat with the key: the table of design.md section 6.</summary>
    public Ending Ending => Asked switch
    {
        Asked.Cancel => Answer == Answer.Rejected && Told.Contains(Point) ? Ending.Unchanged : Ending.Cancelled,
        Asked.Modify => Answer == Answer.Rejected && Told.Contains(Point) ? Ending.Unchanged : Ending.One,
        // Provably not sent: the repeat sends it, and the broker is well again.
        _ when BeforeSubmitting.Contains(Point) || (Point == CrashPoints.AfterIntent && Asked == Asked.PlaceSliced) => FirstSliceWasLost ? Ending.DeadLetter : Ending.One,
        // Submitting is committed, with the intent where it need not wait, and nothing was sent: nobody can tell the two from each other, so only a person or the opt-in sends again.
        _ when Point is CrashPoints.AfterIntent or CrashPoints.AfterSubmitting or CrashPoints.BeforeSend => Asked == Asked.PlaceResendable ? Ending.One : Ending.DeadLetter,
        _ => Answer switch
        {
            Answer.Accepted or Answer.LostAfter => Ending.One,
            Answer.Rejected when Told.Contains(Point) => Ending.Rejected,
            _ => Asked == Asked.PlaceResendable ? Ending.One : Ending.DeadLetter,
        },
    };

    /// <summary>Where the second slice is held, the first had its answer; a refusal is held at the first.</summary>
    bool FirstSliceWasLost => Asked == Asked.PlaceSliced && Answer == Answer.LostBefore && HeldKey != Key;

    public override string ToString() => $"{Asked} at {Point}, broker {Answer}";

    /// <summary>All combinations.</summary>
    public static IEnumerable<CrashCell> All() =>
        from asked in Enum.GetValues<Asked>()
        from point in asked is Asked.Modify or Asked.Cancel ? CrashPoints.Changing : CrashPoints.All
        from answer in Enum.GetValues<Answer>()
        select new CrashCell(asked, point, answer);

    /// <summary>Whether the order's state may be this when all is settled.</summary>
    public bool Allows(OrderStatus status) => Ending switch
    {
        Ending.One or Ending.Unchanged => status == OrderStatus.Open,
        Ending.Rejected => status is OrderStatus.Rejected or OrderStatus.Cancelled,
        // The other slice is an order of its own.
        Ending.DeadLetter => status == OrderStatus.DeadLettered || (Slices > 1 && status == OrderStatus.Open),
        _ => status == OrderStatus.Cancelled,
    };
}
