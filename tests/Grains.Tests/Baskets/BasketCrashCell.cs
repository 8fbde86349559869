using Grains.Baskets;
using Grains.Interfaces.Baskets;
using Grains.Orders;
using Grains.Tests.Orders.Crashes;

namespace Grains.Tests.Baskets;

/// <param name="Point">Where the process dies: of the basket, or of the order of its first leg.</param>
sealed record BasketCrashCell(string Point, Answer Answer)
{
    public static BasketCrashCell[] All { get; } =
    [
        .. from point in CrashPoints.Basket.Where(p => p != CrashPoints.BasketClosing).Concat(CrashPoints.All)
           from answer in Enum.GetValues<Answer>()
           select new BasketCrashCell(point, answer),
    ];

    static readonly string[] s_unsent =
    [
        CrashPoints.BasketChecked, CrashPoints.BasketRecorded, CrashPoints.Received, CrashPoints.Validated, CrashPoints.BeforeIntent, CrashPoints.BeforePermit,
        CrashPoints.BeforeSubmitting,
    ];

    public string Key => $"{Point}.{Answer}";

    public string HeldKey => CrashPoints.Basket.Contains(Point) ? Key : LegKey(0);

    /// <summary>After the restart and a repeat with the key.</summary>
    public BasketStatus Ending => Point switch
    {
        // Provably not sent: it is sent by the next process, and the broker is well again.
        _ when s_unsent.Contains(Point) => BasketStatus.Working,
        // It may have been on its way: a person decides about that leg, and the other is not placed without it.
        CrashPoints.AfterIntent or CrashPoints.AfterSubmitting or CrashPoints.BeforeSend => BasketStatus.RolledBack,
        _ => Answer is Answer.Accepted or Answer.LostAfter ? BasketStatus.Working : BasketStatus.RolledBack,
    };

    public string LegKey(int leg) => BasketIdentity.LegKey(BasketIdentity.Id("desk", Key), leg);

    public override string ToString() => $"at {Point}, broker {Answer}";
}
