using Grains.Subscriptions;

namespace Grains.Tests.Subscriptions;

public class SubscriptionPlanTests
{
    static List<Wanted> Wanted(int count, int weight = 1) => [.. Enumerable.Range(0, count).Select(i => new Wanted((uint)i + 1, $"NFO:I{i:00000}", "underlying", weight))];

    static List<Slot> Slots(params string[] accounts) => [.. accounts.SelectMany(a => Enumerable.Range(0, 3).Select(i => new Slot($"{a}:{i}")))];

    static List<Slot> Without(List<Slot> slots, string account, bool usable = false) =>
        [.. slots.Select(s => s.Source.StartsWith(account + ":", StringComparison.Ordinal) ? s with { Usable = usable, Settled = false } : s)];

    static int Count(SubscriptionPlan plan, string account) => plan.Slots.Where(s => s.Key.StartsWith(account + ":", StringComparison.Ordinal)).Sum(s => s.Value.Length);

    [Fact]
    public void A_few_instruments_need_one_socket_of_every_account()
    {
        Assert.Equal(["sim:0"], SubscriptionPlan.Make(Wanted(100), Slots("sim"), 3000).Slots.Keys);
        Assert.Equal(["a:0", "b:0"], SubscriptionPlan.Make(Wanted(100), Slots("a", "b"), 3000).Slots.Keys.Order());
    }

    [Fact]
    public void Five_accounts_carry_twenty_seven_thousand_evenly_and_survive_the_loss_of_one()
    {
        var wanted = Wanted(27_000);
        var slots = Slots("a", "b", "c", "d", "e");
        var plan = SubscriptionPlan.Make(wanted, slots, 3000);
        Assert.Equal(15, plan.Slots.Count);
        Assert.All(plan.Slots.Values, s => Assert.InRange(s.Length, 1700, 1900));
        Assert.Equal(0, plan.Shed);

        var after = SubscriptionPlan.Make(wanted, Without(slots, "c"), 3000, plan.Sources, 200);
        Assert.Equal((0, 0), (after.Shed, Count(after, "c")));
        Assert.All(after.Slots.Values, s => Assert.InRange(s.Length, 1, 3000));
        // Only what was lost has moved.
        Assert.Equal(Count(plan, "c"), after.Moved);
    }

    [Fact]
    public void With_too_little_room_the_last_ones_are_shed_and_come_back()
    {
        var wanted = Wanted(20);
        var slots = Slots("a", "b");
        var plan = SubscriptionPlan.Make(wanted, slots, 5);
        Assert.Equal(0, plan.Shed);
        var less = SubscriptionPlan.Make(wanted, Without(slots, "b"), 5, plan.Sources, 200);
        Assert.Equal(5, less.Shed);
        Assert.Equal(wanted.Skip(15).Select(w => w.Instrument), less.Views.Where(v => v.Source is null).Select(v => v.Instrument));
        Assert.Equal(0, SubscriptionPlan.Make(wanted, slots, 5, less.Sources, 200).Shed);
    }

    [Fact]
    public void They_move_back_a_few_at_a_time_and_only_to_what_has_settled()
    {
        var wanted = Wanted(6000);
        var slots = Slots("a", "b", "c");
        var lost = SubscriptionPlan.Make(wanted, Without(slots, "c"), 3000, SubscriptionPlan.Make(wanted, slots, 3000).Sources, 200);
        Assert.Equal(0, Count(lost, "c"));
        Assert.Equal(0, Count(SubscriptionPlan.Make(wanted, Without(slots, "c", usable: true), 3000, lost.Sources, 200), "c"));

        var plan = lost;
        for (var second = 0; second < 30; second++)
        {
            var next = SubscriptionPlan.Make(wanted, slots, 3000, plan.Sources, 200);
            Assert.InRange(next.Moved, 0, 200);
            plan = next;
        }

        Assert.Equal(0, plan.Moved);
        // As much as any other socket that is open.
        Assert.InRange(plan.Slots["c:0"].Length, plan.Slots.Values.Max(s => s.Length) - 250, 3000);
    }

    [Fact]
    public void What_just_came_back_is_used_when_there_is_no_other_room()
    {
        var wanted = Wanted(20);
        var slots = Without(Slots("a", "b"), "b", usable: true);
        Assert.Equal((0, 5), (SubscriptionPlan.Make(wanted, slots, 5).Shed, Count(SubscriptionPlan.Make(wanted, slots, 5), "b")));
    }

    [Fact]
    public void With_nowhere_to_go_everything_stays()
    {
        var wanted = Wanted(100);
        var plan = SubscriptionPlan.Make(wanted, Slots("a"), 3000);
        var after = SubscriptionPlan.Make(wanted, Without(Slots("a"), "a"), 3000, plan.Sources, 200);
        Assert.Equal((0, 0, 100), (after.Moved, after.Shed, Count(after, "a")));
    }

    [Fact]
    public void Heavy_instruments_are_spread_by_their_weight()
    {
        List<Wanted> wanted = [.. Wanted(10, 8), .. Wanted(110).Skip(10)];
        var plan = SubscriptionPlan.Make(wanted, Slots("a", "b"), 3000);
        Assert.Equal(5, plan.Slots["a:0"].Count(i => i.Token <= 10));
        Assert.Equal("NFO:I00000", plan.Slots["a:0"][0].Instrument);
    }

    [Fact]
    public void Without_any_slot_everything_is_shed()
    {
        var plan = SubscriptionPlan.Make(Wanted(3), [], 3000);
        Assert.Equal((0, 3), (plan.Slots.Count, plan.Shed));
    }

    [Fact]
    public void Views_are_listed_by_name_whatever_their_importance()
    {
        var plan = SubscriptionPlan.Make([.. Wanted(50).OrderByDescending(w => w.Token)], Slots("a"), 3000);
        Assert.Equal(plan.Views.Select(v => v.Instrument).Order(StringComparer.Ordinal), plan.Views.Select(v => v.Instrument));
    }
}
