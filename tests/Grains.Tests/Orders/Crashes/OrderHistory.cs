using FsCheck;
using FsCheck.Fluent;

namespace Grains.Tests.Orders.Crashes;

/// <summary>What one client does with one order.</summary>
public enum Step
{
    Nothing,
    Place,
    PlaceToFill,
    Modify,
    Cancel,
}

/// <summary>One round: a step of every client at once, what goes wrong with the next requests, hints of the broker (none: lost, two: duplicated), and whether the process dies in its midst.</summary>
public sealed record Round(Step[] Steps, string? Fault, int Pushes, bool Dies)
{
    public override string ToString() => $"[{string.Join(' ', Steps)}{(Fault is null ? "" : ", " + Fault)}, {Pushes} pushes{(Dies ? ", dies" : "")}]";
}

/// <summary>Several clients' histories, lived side by side in one process and its successors.</summary>
public sealed record OrderHistory(Round[] Rounds)
{
    /// <summary>Orders that live side by side.</summary>
    public const int Clients = 20;

    static readonly string?[] Faults =
    [
        null, null, null, "kind=drop-after", "kind=drop-before", "kind=hold-after", "kind=hold-before", "kind=refuse&status=400", "kind=refuse&status=429",
        "kind=refuse-after&status=502", "kind=refuse&status=503", "kind=refuse&status=403",
    ];

    static readonly Gen<Step> AnyStep = Gen.Elements(Step.Nothing, Step.Place, Step.Place, Step.PlaceToFill, Step.Modify, Step.Cancel);

    static readonly Gen<Round> AnyRound =
        from steps in AnyStep.ArrayOf(Clients)
        from fault in Gen.Elements(Faults)
        from pushes in Gen.Choose(0, 2)
        from dies in Gen.Choose(0, 3)
        select new Round(steps, fault, pushes, dies == 0);

    /// <summary>3 to 6 rounds; a failing history is shortened by rounds.</summary>
    public static Arbitrary<OrderHistory> Any { get; } = Arb.From(
        from count in Gen.Choose(3, 6)
        from rounds in AnyRound.ArrayOf(count)
        select new OrderHistory(rounds),
        history => history.Rounds.Length <= 1 ? [] : Enumerable.Range(0, history.Rounds.Length).Select(gone => new OrderHistory([.. history.Rounds.Where((_, at) => at != gone)])));

    public override string ToString() => string.Join(" ", (object[])Rounds);
}
