using Gateway.Market;
using Gateway.Tests.Support;
using Grains.Interfaces.Chains;

namespace Gateway.Tests.Market;

public class ChainStateTests
{
    readonly ChainState state = ChainState.From(Chains.Snapshot(10));

    [Fact]
    public void A_change_that_starts_where_it_ends_replaces_the_named_rows()
    {
        var next = state.Apply(Chains.Change(10, 11, Chains.Row(200, 7)))!;
        Assert.Equal(11, next.Header.Version);
        Assert.Equal([0, 7, 0, 0, 0], next.Rows.Select(r => (int)r.Call!.Ltp!));
        Assert.Equal([10, 11, 10, 10, 10], next.ChangedAt.AsEnumerable());
        Assert.Equal(0, state.Rows[1].Call!.Ltp);
    }

    [Fact]
    public void A_change_that_starts_earlier_and_ends_later_applies_too() => Assert.Equal(12, state.Apply(Chains.Change(8, 12, Chains.Row(200, 7)))!.Header.Version);

    [Fact]
    public void A_change_that_is_known_already_changes_nothing()
    {
        Assert.Same(state, state.Apply(Chains.Change(9, 10, Chains.Row(200, 7))));
        Assert.Same(state, state.Apply(Chains.Heartbeat(10)));
    }

    [Fact]
    public void A_hole_or_another_epoch_needs_a_snapshot()
    {
        Assert.Null(state.Apply(Chains.Change(11, 12, Chains.Row(200, 7))));
        Assert.Null(state.Apply(Chains.Heartbeat(11)));
        Assert.Null(state.Apply(new ChainEvent(Chains.Header(11, epoch: 101), 10, [], [])));
    }

    [Fact]
    public void A_new_strike_is_sorted_in_and_a_delisted_one_is_remembered()
    {
        var next = state.Apply(new ChainEvent(Chains.Header(11), 10, [Chains.Row(250, 1), Chains.Row(50, 1), Chains.Row(600, 1)], [300, 999]))!;
        Assert.Equal([50, 100, 200, 250, 400, 500, 600], next.Rows.Select(r => r.Strike));
        Assert.Equal([11, 10, 10, 11, 10, 10, 11], next.ChangedAt.AsEnumerable());
        Assert.Contains((11L, 300m), next.RemovedAt);
    }

    [Theory]
    [InlineData(0, 300, 0, 5)]
    [InlineData(1, 300, 1, 4)]
    [InlineData(2, 300, 0, 5)]
    [InlineData(1, 100, 0, 2)]
    [InlineData(1, 500, 3, 5)]
    [InlineData(1, 340, 2, 5)]
    [InlineData(1, 900, 3, 5)]
    [InlineData(500, 300, 0, 5)]
    public void A_window_is_so_many_strikes_on_either_side_of_the_money(int strikes, int atm, int start, int end)
    {
        var at = state.Apply(new ChainEvent(Chains.Header(11, atm), 10, [], []))!;
        Assert.Equal(start..end, at.Window(strikes));
    }

    [Fact]
    public void Without_a_money_the_window_is_everything() =>
        Assert.Equal(0..5, state.Apply(new ChainEvent(Chains.Header(11, atm: null), 10, [], []))!.Window(1));
}
