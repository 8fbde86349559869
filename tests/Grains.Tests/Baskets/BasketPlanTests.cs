using Grains.Baskets;
using Grains.Interfaces.Baskets;
using Grains.Interfaces.Orders;
using Grains.Storage;
using Grains.Tests.Support;

namespace Grains.Tests.Baskets;

/// <summary>What a basket does next, from what is stored alone.</summary>
public sealed class BasketPlanTests
{
    const string Buy = "BUY";
    const string Sell = "SELL";

    static BasketRecord Record(BasketKind kind = BasketKind.Basket, bool sequential = true, bool hedgeFirst = false, BasketPhase phase = BasketPhase.Placing, params string[] sides) => new()
    {
        Id = "b1",
        Owner = "desk",
        Key = "k",
        Account = "sim",
        PayloadHash = "",
        Request = new() { Kind = kind, Sequential = sequential, HedgeFirst = hedgeFirst, Legs = [.. sides.Select(s => Samples.Request() with { TransactionType = s })] },
        Phase = phase,
        PlaceBy = Samples.Noon.AddMinutes(1),
        CreatedAt = Samples.Noon,
        UpdatedAt = Samples.Noon,
        Version = 1,
    };

    static OrderView Leg(OrderStatus status, int filled = 0) =>
        (Samples.Record() with { Status = status, FilledQuantity = filled, Message = "Because." }).ToView([]);

    static BasketStep Step(BasketRecord basket, params OrderView?[] legs) => new BasketPlan(basket, legs, Samples.Noon).Next();

    [Fact]
    public void Legs_are_placed_one_after_another()
    {
        var basket = Record(sides: [Buy, Buy, Buy]);
        Assert.Equal([0], Step(basket, null, null, null).Place.ToArray());
        Assert.Equal([1], Step(basket, Leg(OrderStatus.Open), null, null).Place.ToArray());
        Assert.Equal([2], Step(basket, Leg(OrderStatus.Complete, 75), Leg(OrderStatus.Open), null).Place.ToArray());
    }

    [Theory]
    [InlineData(OrderStatus.Submitting)]
    [InlineData(OrderStatus.Unknown)]
    public void The_next_leg_waits_until_it_is_known_what_became_of_the_last(OrderStatus status) =>
        Assert.True(Step(Record(sides: [Buy, Buy]), Leg(status), null).IsIdle);

    [Fact]
    public void A_leg_that_was_recorded_and_never_sent_is_placed_again() =>
        Assert.Equal([0], Step(Record(sides: [Buy, Buy]), Leg(OrderStatus.IntentRecorded), null).Place.ToArray());

    [Fact]
    public void Parallel_legs_are_placed_at_once() => Assert.Equal([0, 2], Step(Record(sequential: false, sides: [Buy, Buy, Buy]), null, Leg(OrderStatus.Open), null).Place.ToArray());

    [Fact]
    public void With_the_hedge_first_sells_wait_until_every_buy_is_filled()
    {
        var basket = Record(hedgeFirst: true, sides: [Sell, Buy, Buy]);
        Assert.Equal([1], Step(basket, null, null, null).Place.ToArray());
        Assert.Equal([2], Step(basket, null, Leg(OrderStatus.Complete, 75), null).Place.ToArray());
        Assert.True(Step(basket, null, Leg(OrderStatus.Complete, 75), Leg(OrderStatus.Open)).IsIdle);
        Assert.Equal([0], Step(basket, null, Leg(OrderStatus.Complete, 75), Leg(OrderStatus.Complete, 75)).Place.ToArray());
    }

    [Fact]
    public void Once_all_are_placed_the_basket_works_and_then_is_complete()
    {
        Assert.Equal(BasketPhase.Working, Step(Record(sides: [Buy, Buy]), Leg(OrderStatus.Open), Leg(OrderStatus.Complete, 75)).Phase);
        Assert.Equal(BasketPhase.Complete, Step(Record(phase: BasketPhase.Working, sides: [Buy, Buy]), Leg(OrderStatus.Cancelled), Leg(OrderStatus.Complete, 75)).Phase);
    }

    [Theory]
    [InlineData(BasketPhase.Placing)]
    [InlineData(BasketPhase.Working)]
    public void A_refused_leg_takes_the_others_back(BasketPhase phase)
    {
        var step = Step(Record(phase: phase, sides: [Buy, Buy]), Leg(OrderStatus.Open), Leg(OrderStatus.Rejected));
        Assert.Equal((BasketPhase.RollingBack, "Leg 1 was refused: Because."), (step.Phase, step.Message));
        Assert.True(step.IsIdle);
    }

    [Fact]
    public void A_leg_that_ends_before_the_others_are_placed_takes_them_back() =>
        Assert.Equal(BasketPhase.RollingBack, Step(Record(sides: [Buy, Buy]), Leg(OrderStatus.Cancelled), null).Phase);

    [Fact]
    public void What_could_not_be_placed_in_time_is_not_placed_late()
    {
        var basket = Record(sides: [Buy, Buy]);
        Assert.Equal(BasketPhase.RollingBack, new BasketPlan(basket, [Leg(OrderStatus.Open), null], basket.PlaceBy.AddTicks(1)).Next().Phase);
        Assert.Equal(BasketPhase.Placing, new BasketPlan(basket, [Leg(OrderStatus.Open), null], basket.PlaceBy).Next().Phase);
    }

    [Fact]
    public void Closing_cancels_what_is_open_and_waits_for_what_is_not_known()
    {
        var step = Step(
            Record(phase: BasketPhase.RollingBack, sides: [Buy, Buy, Buy, Buy, Buy]),
            Leg(OrderStatus.Open), Leg(OrderStatus.Unknown), Leg(OrderStatus.CancelPending), Leg(OrderStatus.Complete, 75), null);
        Assert.Equal([0], step.Cancel.ToArray());
        Assert.Equal(BasketPhase.RollingBack, step.Phase);
    }

    [Fact]
    public void What_is_filled_is_named_when_a_basket_is_rolled_back()
    {
        var closed = Step(Record(phase: BasketPhase.RollingBack, sides: [Buy, Buy, Buy]) with { Message = "Leg 2 was refused." }, Leg(OrderStatus.Complete, 75), Leg(OrderStatus.Cancelled, 25), Leg(OrderStatus.Rejected));
        Assert.Equal(BasketPhase.RolledBack, closed.Phase);
        Assert.Equal("Leg 2 was refused. Filled before that, and still held: 75 of leg 0, 25 of leg 1.", closed.Message);
    }

    [Fact]
    public void Of_two_exits_the_first_that_fills_cancels_the_other()
    {
        var oco = Record(BasketKind.Oco, sequential: false, sides: [Sell, Sell]);
        Assert.Equal([0, 1], Step(oco, null, null).Place.ToArray());
        Assert.Equal(BasketPhase.Working, Step(oco, Leg(OrderStatus.Open), Leg(OrderStatus.TriggerPending)).Phase);
        Assert.Equal(BasketPhase.Finishing, Step(oco with { Phase = BasketPhase.Working }, Leg(OrderStatus.Open, 25), Leg(OrderStatus.TriggerPending)).Phase);
        var finishing = oco with { Phase = BasketPhase.Finishing };
        Assert.Equal([1], Step(finishing, Leg(OrderStatus.Complete, 75), Leg(OrderStatus.TriggerPending)).Cancel.ToArray());
        Assert.Equal(BasketPhase.Complete, Step(finishing, Leg(OrderStatus.Complete, 75), Leg(OrderStatus.Cancelled)).Phase);
    }

    [Fact]
    public void An_exit_that_ends_unfilled_takes_the_other_with_it() =>
        Assert.Equal(BasketPhase.Finishing, Step(Record(BasketKind.Oco, phase: BasketPhase.Working, sides: [Sell, Sell]), Leg(OrderStatus.Cancelled), Leg(OrderStatus.Open)).Phase);

    [Fact]
    public void The_exits_of_a_bracket_are_placed_for_what_the_entry_filled()
    {
        var bracket = Record(BasketKind.Bracket, sides: [Buy, Sell, Sell]);
        Assert.Equal([0], Step(bracket, null, null, null).Place.ToArray());
        var working = Step(bracket, Leg(OrderStatus.Open, 25), null, null);
        Assert.Equal((BasketPhase.Working, true), (working.Phase, working.IsIdle));
        var plan = new BasketPlan(bracket with { Phase = BasketPhase.Working }, [Leg(OrderStatus.Cancelled, 50), null, null], Samples.Noon.AddHours(1));
        Assert.Equal([1, 2], plan.Next().Place.ToArray());
        Assert.Equal((50, 50), (plan.Request(1).Quantity, plan.Request(2).Quantity));
    }

    [Fact]
    public void A_bracket_whose_entry_never_filled_is_done() =>
        Assert.Equal(BasketPhase.Finishing, Step(Record(BasketKind.Bracket, phase: BasketPhase.Working, sides: [Buy, Sell, Sell]), Leg(OrderStatus.Cancelled), null, null).Phase);

    [Fact]
    public void A_position_that_lost_one_exit_keeps_the_other_and_says_so()
    {
        var step = Step(Record(BasketKind.Bracket, phase: BasketPhase.Working, sides: [Buy, Sell, Sell]), Leg(OrderStatus.Complete, 75), Leg(OrderStatus.Rejected), Leg(OrderStatus.TriggerPending));
        Assert.Equal(BasketPhase.Working, step.Phase);
        Assert.Contains("position of 75 has lost an exit", step.Message, StringComparison.Ordinal);
        Assert.True(step.Cancel.IsEmpty);
    }

    [Theory]
    [InlineData(BasketPhase.Complete)]
    [InlineData(BasketPhase.RolledBack)]
    [InlineData(BasketPhase.Cancelled)]
    public void A_basket_that_is_done_stays_so(BasketPhase phase)
    {
        var step = Step(Record(phase: phase, sides: [Buy, Buy]), Leg(OrderStatus.Open), Leg(OrderStatus.Rejected));
        Assert.Equal((phase, true), (step.Phase, step.IsIdle));
    }
}
