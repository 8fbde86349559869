using Grains.Interfaces.Orders;
using Grains.Orders;
using Grains.Storage;
using Grains.Tests.Support;

namespace Grains.Tests.Orders;

public sealed class BookReadingTests
{
    static readonly TimeSpan MinAbsence = TimeSpan.FromSeconds(17);
    static readonly DateTimeOffset Sent = Samples.Noon;

    [Theory]
    [InlineData("OPEN", OrderStatus.Open)]
    [InlineData("TRIGGER PENDING", OrderStatus.TriggerPending)]
    [InlineData("COMPLETE", OrderStatus.Complete)]
    [InlineData("CANCELLED", OrderStatus.Cancelled)]
    [InlineData("REJECTED", OrderStatus.Rejected)]
    [InlineData("LAPSED", OrderStatus.Expired)]
    [InlineData("PUT ORDER REQ RECEIVED", OrderStatus.Open)]
    [InlineData("VALIDATION PENDING", OrderStatus.Open)]
    [InlineData("OPEN PENDING", OrderStatus.Open)]
    [InlineData("AMO REQ RECEIVED", OrderStatus.Open)]
    [InlineData("MODIFY VALIDATION PENDING", OrderStatus.ModifyPending)]
    [InlineData("MODIFY PENDING", OrderStatus.ModifyPending)]
    [InlineData("MODIFIED", OrderStatus.Open)]
    [InlineData("NOT MODIFIED", OrderStatus.Open)]
    [InlineData("CANCEL PENDING", OrderStatus.CancelPending)]
    [InlineData("SOMETHING NEW", OrderStatus.Open)]
    public void An_unknown_order_is_adopted_into_the_books_state(string words, OrderStatus status)
    {
        var adopted = Reading(20).Apply(Unknown(), [Samples.Row(status: words)]);
        Assert.Equal((status, "1", 2L), (adopted!.Status, adopted.BrokerOrderId, adopted.Version));
    }

    [Fact]
    public void Words_that_nobody_wrote_down_are_told() =>
        Assert.Contains("SOMETHING NEW", Reading(20).Apply(Unknown(), [Samples.Row(status: "SOMETHING NEW")])!.Message, StringComparison.Ordinal);

    [Fact]
    public void A_rejection_carries_the_brokers_reason()
    {
        Assert.Equal("Insufficient funds.", Reading(20).Apply(Unknown(), [Samples.Row(status: "REJECTED", message: "Insufficient funds.")])!.Message);
        Assert.NotNull(Reading(20).Apply(Unknown(), [Samples.Row(status: "REJECTED")])!.Message);
    }

    [Fact]
    public void A_cancelled_order_keeps_its_fills()
    {
        var cancelled = Reading(20).Apply(Open(), [Samples.Row(status: "CANCELLED", filled: 25, average: 99.5m)]);
        Assert.Equal((OrderStatus.Cancelled, 25, 99.5m), (cancelled!.Status, cancelled.FilledQuantity, cancelled.AveragePrice));
        Assert.Contains("25 of 75", cancelled.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_final_order_stays_as_it_is()
    {
        foreach (var status in Enum.GetValues<OrderStatus>().Where(OrderStatusText.IsFinal))
        {
            Assert.Null(Reading(20).Apply(Unknown() with { Status = status }, [Samples.Row(status: "OPEN")]));
            Assert.Null(Reading(20).Apply(Unknown() with { Status = status }, [Samples.Row("1"), Samples.Row("2")]));
        }
    }

    [Fact]
    public void Nothing_new_is_no_change() => Assert.Null(Reading(20).Apply(Open(), [Samples.Row()]));

    [Fact]
    public void Two_orders_under_one_tag_are_for_a_person()
    {
        var dead = Reading(20).Apply(Open(), [Samples.Row("1"), Samples.Row("2")]);
        Assert.Equal(OrderStatus.DeadLettered, dead!.Status);
        Assert.Contains("1, 2", dead.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_order_under_our_tag_is_for_a_person() =>
        Assert.Equal(OrderStatus.DeadLettered, Reading(20).Apply(Open(), [Samples.Row("2")])!.Status);

    [Fact]
    public void An_order_that_was_thought_unsent_and_is_in_the_book_is_adopted() =>
        Assert.Equal(OrderStatus.Open, Reading(20).Apply(Samples.Record(), [Samples.Row()])!.Status);

    [Fact]
    public void A_reading_from_before_our_last_change_brings_fills_and_ends_but_no_state()
    {
        var pending = Open() with { Status = OrderStatus.TriggerPending, UpdatedAt = Sent.AddSeconds(30) };
        Assert.Null(Reading(20).Apply(pending, [Samples.Row()]));
        var filled = Reading(20).Apply(pending, [Samples.Row(filled: 25, average: 100)]);
        Assert.Equal((OrderStatus.TriggerPending, 25), (filled!.Status, filled.FilledQuantity));
        Assert.Equal(OrderStatus.Complete, Reading(20).Apply(pending, [Samples.Row(status: "COMPLETE", filled: 75)])!.Status);
    }

    [Fact]
    public void Fills_never_shrink()
    {
        var filled = Open() with { FilledQuantity = 50, AveragePrice = 101 };
        Assert.Null(Reading(20).Apply(filled, [Samples.Row(filled: 25, average: 100)]));
    }

    [Fact]
    public void A_cancel_that_settles_is_not_taken_back_by_a_slow_book()
    {
        var cancelling = Open() with { Status = OrderStatus.CancelPending, UpdatedAt = Sent.AddSeconds(10) };
        Assert.Null(Reading(12).Apply(cancelling, [Samples.Row()]));
        Assert.Equal(OrderStatus.Cancelled, Reading(12).Apply(cancelling, [Samples.Row(status: "CANCELLED")])!.Status);
        Assert.Equal(OrderStatus.Open, Reading(18).Apply(cancelling, [Samples.Row()])!.Status);
    }

    [Fact]
    public void A_cancelled_order_keeps_the_price_that_a_modification_in_doubt_gave_it()
    {
        var cancelling = Open() with
        {
            Status = OrderStatus.CancelPending,
            Operation = new OrderOperation { PayloadHash = "", Status = OperationStatus.Accepted, Before = OrderStatus.ModifyPending, SentAt = Sent },
        };
        var row = Samples.Row(status: "CANCELLED") with { Quantity = 75, Price = 100.10m, OrderType = "LIMIT", Validity = "DAY" };
        var cancelled = Reading(20).Apply(cancelling, [row])!;
        Assert.Equal((OrderStatus.Cancelled, 100.10m, OperationStatus.Applied), (cancelled.Status, cancelled.Effective.Price, cancelled.Operation!.Status));
    }

    [Fact]
    public void Absence_counts_only_in_readings_that_began_long_enough_after_the_send()
    {
        Assert.Null(Reading(16).Apply(Unknown(), []));
        var once = Reading(17).Apply(Unknown(), []);
        Assert.Equal((OrderStatus.Unknown, Sent.AddSeconds(17)), (once!.Status, once.AbsentAt));
        Assert.Null(Reading(17).Apply(once, []));
        Assert.Equal(OrderStatus.DeadLettered, Reading(22).Apply(once, [])!.Status);
    }

    [Fact]
    public void Between_two_absences_it_may_still_turn_up()
    {
        var once = Reading(17).Apply(Unknown(), []);
        var adopted = Reading(22).Apply(once!, [Samples.Row()]);
        Assert.Equal((OrderStatus.Open, null), (adopted!.Status, adopted.AbsentAt));
    }

    [Fact]
    public void Absent_twice_it_is_sent_once_more_where_that_was_asked_for()
    {
        var once = Reading(17).Apply(Resendable(), []);
        var again = Reading(22).Apply(once!, []);
        Assert.Equal((OrderStatus.IntentRecorded, 1, null), (again!.Status, again.Resends, again.AbsentAt));
    }

    [Fact]
    public void It_is_sent_more_than_once_more_never()
    {
        var once = Reading(17).Apply(Resendable() with { Resends = 1 }, []);
        Assert.Equal(OrderStatus.DeadLettered, Reading(22).Apply(once!, [])!.Status);
    }

    [Fact]
    public void It_is_not_sent_again_as_a_market_order_or_when_the_instrument_is_gone()
    {
        var market = Resendable() with
        {
            AbsentAt = Sent.AddSeconds(17),
            Request = Samples.Request() with { OrderType = "MARKET", Price = null, ResendIfAbsent = true },
        };
        Assert.Equal(OrderStatus.DeadLettered, Reading(22).Apply(market, [])!.Status);
        var gone = Reading(22) with { Tradable = false };
        Assert.Equal(OrderStatus.DeadLettered, gone.Apply(Resendable() with { AbsentAt = Sent.AddSeconds(17) }, [])!.Status);
    }

    [Fact]
    public void The_next_day_absence_proves_nothing()
    {
        var tomorrow = Reading(60) with { Today = Samples.Day.AddDays(1) };
        Assert.Equal(OrderStatus.DeadLettered, tomorrow.Apply(Resendable() with { AbsentAt = Sent.AddSeconds(17) }, [])!.Status);
        Assert.Equal(OrderStatus.DeadLettered, tomorrow.Apply(Unknown(), [])!.Status);
        Assert.Equal(OrderStatus.Expired, tomorrow.Apply(Open(), [])!.Status);
    }

    [Fact]
    public void While_the_date_is_not_known_nothing_expires()
    {
        var early = Reading(60) with { Today = null };
        Assert.Null(early.Apply(Open(), []));
        Assert.Equal(OrderStatus.Unknown, early.Apply(Unknown(), [])!.Status);
        Assert.Null(early.Apply(Resendable() with { AbsentAt = Sent.AddSeconds(17) }, []));
    }

    [Fact]
    public void While_the_list_of_instruments_is_not_read_nothing_is_given_up_that_may_be_sent_again()
    {
        var early = Reading(22) with { Tradable = null };
        var once = Resendable() with { AbsentAt = Sent.AddSeconds(17) };
        Assert.Null(early.Apply(once, []));
        Assert.Equal(OrderStatus.IntentRecorded, Reading(23).Apply(once, [])!.Status);
        Assert.Equal(OrderStatus.DeadLettered, early.Apply(Unknown() with { AbsentAt = Sent.AddSeconds(17) }, [])!.Status);
    }

    [Fact]
    public void A_known_order_that_a_book_leaves_out_is_left_alone()
    {
        Assert.Null(Reading(60).Apply(Open(), []));
        Assert.Null(Reading(60).Apply(Samples.Record(), []));
    }

    static BookReading Reading(int secondsAfterSend) =>
        new(Sent.AddSeconds(secondsAfterSend + 1), Sent.AddSeconds(secondsAfterSend), MinAbsence, TimeSpan.FromSeconds(7), Tradable: true, Samples.Day);

    static OrderRecord Unknown() => Samples.Record() with { Status = OrderStatus.Unknown, SentAt = Sent, Attempts = 1 };

    static OrderRecord Open() => Unknown() with { Status = OrderStatus.Open, BrokerOrderId = "1" };

    static OrderRecord Resendable() => Unknown() with { Request = Samples.Request() with { ResendIfAbsent = true } };
}
