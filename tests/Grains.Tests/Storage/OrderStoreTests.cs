using Dapper;
using Grains.Interfaces.Orders;
using Grains.Storage;
using Grains.Tests.Support;

namespace Grains.Tests.Storage;

public sealed class SqliteOrderStoreTests() : OrderStoreTests(new SqliteDatabases())
{
    [Fact]
    public async Task Live_orders_are_read_by_an_index()
    {
        var plan = await Database.ReadAsync(c => string.Join(' ', c.Query("EXPLAIN QUERY PLAN " + OrderSql.LiveOfOne, new { account = "sim" })
            .Select(row => (string)row.detail)));
        Assert.Contains("orders_live", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_owners_orders_are_listed_by_an_index()
    {
        var plan = await Database.ReadAsync(c => string.Join(' ', c.Query(
            "EXPLAIN QUERY PLAN " + OrderSql.List(ofOwner: true, deadLetters: false),
            new { owner = "desk", status = (string?)null, account = (string?)null, onlyLive = false, before = 9, limit = 3 }).Select(row => (string)row.detail)));
        Assert.Contains("orders_by_owner", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("TEMP B-TREE", plan, StringComparison.Ordinal);
    }
}

[Collection(PostgresCollection.Name)]
public sealed class PostgresOrderStoreTests(PostgresInstance instance) : OrderStoreTests(new PostgresDatabases(instance))
{
    [Fact]
    public async Task Live_orders_can_be_read_by_an_index()
    {
        var plan = await Database.ReadAsync(c => string.Join(' ', c.Query<string>("SET enable_seqscan = off; EXPLAIN " + OrderSql.LiveOfOne, new { account = "sim" })));
        Assert.Contains("orders_live", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_of_which_nothing_is_known_yet_is_asked_for_a_key_by_the_index_of_keys()
    {
        var plan = await Database.ReadAsync(c => string.Join(' ', c.Query<string>("EXPLAIN " + OrderSql.OfKey, new { owner = "desk", key = "a" })));
        Assert.Contains("orders_owner_idempotency_key_key", plan, StringComparison.Ordinal);
    }
}

/// <summary>What every order store does, whichever database it is in.</summary>
public abstract class OrderStoreTests : StoreTests
{
    private protected OrderStoreTests(IDatabases databases)
        : base(databases)
    {
    }

    OrderStore store = null!;
    OrderOutbox outbox = null!;

    private protected override void Open()
    {
        var signal = new OutboxSignal();
        store = new OrderStore(Database, signal);
        outbox = new OrderOutbox(Database, signal);
    }

    [Fact]
    public async Task An_order_comes_back_as_it_was_stored()
    {
        var order = Samples.Record() with
        {
            Status = OrderStatus.Unknown, BrokerOrderId = "1953341975595868160", FilledQuantity = 75, AveragePrice = 100.0512345m, Message = "why",
            Attempts = 2, Resends = 1, SentAt = Samples.Noon.AddTicks(7), AbsentAt = Samples.Noon.AddTicks(9),
            Request = Samples.Request() with { MarketProtection = -1, ResendIfAbsent = true, RequestedBy = "127.0.0.1 curl" },
        };
        Assert.True(await store.Insert(order));
        var stored = await store.Find("tester", "a");
        Assert.Equal(order, stored! with { Seq = 0 });
        Assert.Equal(stored, await store.FindById(order.Id));
        Assert.Null(await store.Find("tester", "b"));
    }

    [Fact]
    public async Task Of_two_that_insert_one_identity_one_wins()
    {
        await using var second = await Databases.Open(new FakeTime());
        var rival = new OrderStore(second, new OutboxSignal());
        var won = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? store : rival).Insert(Samples.Record())));
        Assert.Single(won, w => w);
        Assert.Equal(1, await Count("orders"));
        Assert.Equal(1, await Count("order_events"));
        Assert.Equal(1, await Count("order_outbox"));
    }

    [Fact]
    public async Task Of_two_that_change_one_version_one_wins()
    {
        await using var second = await Databases.Open(new FakeTime());
        var rival = new OrderStore(second, new OutboxSignal());
        var order = Samples.Record();
        await store.Insert(order);
        var won = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? store : rival).Update(order.Then(OrderStatus.Submitting))));
        Assert.Single(won, w => w);
        Assert.False(await store.Update(order with { Version = 7 }));
        Assert.Equal(2, await Count("order_events"));
        Assert.Equal(2, await Count("order_outbox"));
    }

    [Fact]
    public async Task An_intent_that_is_sent_at_once_is_one_commit_that_tells_both_states()
    {
        var order = Samples.Record();
        var both = new NewOrder(order, [], []) { Sending = order.Then(OrderStatus.Submitting) };
        Assert.Equal(Insertion.Done, await store.Insert(both));
        Assert.Equal(Insertion.Exists, await store.Insert(both));
        Assert.Equal(both.Sending, (await store.Find("tester", "a"))! with { Seq = 0 });
        Assert.Equal([OrderStatus.IntentRecorded, OrderStatus.Submitting], (await store.History(order.Id)).Select(e => e.Status));
        Assert.Equal([1L, 2], (await outbox.ReadAfter(0, 100)).Select(c => c.Order.Version));
        Assert.True(await store.Update(both.Sending.Then(OrderStatus.Open)));
    }

    [Fact]
    public async Task Changes_that_share_a_commit_fail_each_for_itself()
    {
        // There is no such order, and an event belongs to one.
        var broken = RowStatement.Of<OrderRow>("INSERT INTO order_events (order_id, version, at, status, filled_quantity) VALUES (@Id, @Version, @UpdatedAt, @Status, 0)");
        var writes = Enumerable.Range(0, 20).Select(i => i % 5 == 3
            ? Database.WriteAsync([broken.With(OrderRow.From(Samples.Record($"none{i}")))])
            : store.Insert(Samples.Record($"k{i}"))).ToArray();
        for (var i = 0; i < writes.Length; i++)
        {
            if (i % 5 == 3)
                Assert.False((await Assert.ThrowsAsync<StorageUnavailableException>(() => writes[i])).MayHaveCommitted);
            else
                Assert.True(await writes[i]);
        }
        Assert.Equal((16, 16, 16), (await Count("orders"), await Count("order_events"), await Count("order_outbox")));
    }

    [Fact]
    public async Task A_change_that_came_too_late_leaves_nothing_of_its_operation()
    {
        var order = Samples.Record();
        await store.Insert(order);
        var won = order.Then(OrderStatus.Submitting) with { Operation = Change("first") };
        Assert.True(await store.Update(won));
        Assert.False(await store.Update(won with { Operation = Change("late") }));
        Assert.Equal("first", (await store.FindOperation(order.Id, "first"))!.Key);
        Assert.Null(await store.FindOperation(order.Id, "late"));

        static OrderOperation Change(string key) => new() { Key = key, PayloadHash = "", Status = OperationStatus.Recorded, Before = OrderStatus.Open };
    }

    [Fact]
    public async Task A_kill_switch_in_the_database_keeps_an_order_out()
    {
        await Database.WriteAsync(c => c.Execute("INSERT INTO kill_switches (scope, engaged, changed_by, changed_at) VALUES ('sim', 1, 'x', '')"));
        Assert.Equal(Insertion.KillSwitch, await store.Insert(new NewOrder(Samples.Record(), [], [])));
        Assert.Equal(Insertion.Done, await store.Insert(new NewOrder(Samples.Record(account: "second"), [], [])));
        Assert.Equal((1, 1), (await Count("orders"), await Count("order_outbox")));
    }

    [Theory]
    [InlineData(null, 2, null)]
    [InlineData(null, null, 2)]
    [InlineData("tester", 2, null)]
    [InlineData("tester", null, 2)]
    [InlineData(null, 0, null)]
    public async Task A_cap_lets_as_many_orders_in_as_it_says(string? owner, int? open, int? today)
    {
        // What does not count: orders of another account, of another owner, of yesterday, and one that is over.
        await store.Insert(Samples.Record("elsewhere", account: "second"));
        if (owner is not null)
            await store.Insert(Samples.Record("theirs", owner: "desk"));
        if (today is not null)
            await store.Insert(Samples.Record("yesterdays") with { TradingDay = Samples.Day.AddDays(-1) });
        if (open is not null)
            await store.Insert(Samples.Record("over", OrderStatus.Cancelled));
        var cap = new OrderCap("sim", owner, open, today);

        var most = open ?? today!.Value;
        for (var i = 0; i < most; i++)
            Assert.Equal(Insertion.Done, await store.Insert(new NewOrder(Samples.Record($"o{i}"), [], [cap])));
        Assert.Equal(open is null ? Insertion.TooManyToday : Insertion.TooManyOpen, await store.Insert(new NewOrder(Samples.Record("more"), [], [cap])));
        Assert.Null(await store.Find("tester", "more"));
        if (most > 0)
            Assert.Equal(Insertion.Exists, await store.Insert(new NewOrder(Samples.Record("o0"), [], [cap])));
        Assert.Equal(Insertion.Done, await store.Insert(new NewOrder(Samples.Record("another", account: "second"), [], [cap with { Account = "second", Open = open + 9, Today = today + 9 }])));
    }

    [Fact]
    public async Task An_order_with_caps_is_sent_to_the_database_in_one_piece()
    {
        OrderCap[] caps = [new("sim", null, Open: 2, Today: 3), new("sim", null, Open: 1, Today: null), new("sim", "tester", Open: 9, Today: 1)];
        Assert.True(await Inserted(Samples.Record("a")));
        Assert.False(await Inserted(Samples.Record("b")));
        Assert.Equal(1, await Count("orders"));

        Task<bool> Inserted(OrderRecord order) => Database.WriteAsync([OrderSql.InsertCapped.With(OrderRow.From(order, [.. caps]))]);
    }

    [Fact]
    public async Task The_history_tells_every_change_oldest_first()
    {
        var order = Samples.Record();
        await store.Insert(order);
        await store.Update(order = order.Then(OrderStatus.Submitting));
        await store.Update(order.Then(OrderStatus.Open) with { Message = "here" });
        var history = await store.History(order.Id);
        Assert.Equal([OrderStatus.IntentRecorded, OrderStatus.Submitting, OrderStatus.Open], history.Select(e => e.Status));
        Assert.Equal("here", history[2].Message);
        Assert.Equal(Samples.Noon, history[2].At);
    }

    [Fact]
    public async Task Lists_page_newest_first_and_filter()
    {
        for (var i = 0; i < 5; i++)
            await store.Insert(Samples.Record($"k{i}", i % 2 == 0 ? OrderStatus.Open : OrderStatus.Complete));
        await store.Insert(Samples.Record("x", owner: "other", account: "second"));

        var first = await store.List(new OrderQuery("tester", null, null, 2, null));
        var second = await store.List(new OrderQuery("tester", null, null, 2, first.NextCursor));
        var third = await store.List(new OrderQuery("tester", null, null, 2, second.NextCursor));
        Assert.Equal(["k4", "k3", "k2", "k1", "k0"], first.Orders.Concat(second.Orders).Concat(third.Orders).Select(o => o.ClientOrderId));
        Assert.Null(third.NextCursor);
        Assert.Equal(3, (await store.List(new OrderQuery(null, OrderStatus.Open, "sim", 100, null))).Orders.Length);
        Assert.Equal("x", Assert.Single((await store.List(new OrderQuery(null, null, "second", 100, null))).Orders).ClientOrderId);
    }

    [Fact]
    public async Task Live_orders_are_those_that_are_not_final()
    {
        foreach (var status in Enum.GetValues<OrderStatus>())
            await store.Insert(Samples.Record(status.ToString(), status));
        await store.Insert(Samples.Record("other", OrderStatus.Open, account: "second"));
        var live = await store.Live("sim");
        Assert.Equal(Enum.GetValues<OrderStatus>().Where(s => !OrderStatusText.IsFinal(s)), live.Select(o => o.Status));
        Assert.Equal(live.Count + 1, (await store.Live(null)).Count);
        Assert.Equal(Samples.Live("Open", OrderStatus.Open), Assert.Single(live, o => o.Status == OrderStatus.Open));
    }

    [Fact]
    public async Task The_outbox_holds_each_change_once_in_commit_order()
    {
        await Task.WhenAll(Enumerable.Range(0, 40).Select(async i =>
        {
            var order = Samples.Record($"k{i}");
            await store.Insert(order);
            await store.Update(order = order.Then(OrderStatus.Submitting));
            await store.Update(order.Then(OrderStatus.Open));
        }));
        var changes = await outbox.ReadAfter(0, 1000);
        Assert.Equal(120, changes.Length);
        Assert.Equal(changes.Select(c => c.Position).Order(), changes.Select(c => c.Position));
        foreach (var order in changes.GroupBy(c => c.Order.Id))
            Assert.Equal([1L, 2, 3], order.Select(c => c.Order.Version));
        Assert.All(changes, c => Assert.Equal(c.Order.Status, Assert.Single(c.Order.History).Status));
    }

    [Fact]
    public async Task A_position_is_remembered_only_rises_and_forgets_what_is_far_behind()
    {
        for (var i = 0; i < 10; i++)
            await store.Insert(Samples.Record($"k{i}"));
        Assert.Equal(0, await outbox.Position("stream"));
        await outbox.Advance("stream", 8, keep: 3);
        await outbox.Advance("stream", 4, keep: 100);
        Assert.Equal(8, await outbox.Position("stream"));
        Assert.Equal([6L, 7, 8, 9, 10], (await outbox.ReadAfter(0, 100)).Select(c => c.Position));
    }

    [Fact]
    public async Task A_commit_signals_those_who_wait_for_changes()
    {
        var changed = outbox.Changed;
        Assert.False(changed.IsCompleted);
        await store.Insert(Samples.Record());
        await changed.WaitAsync(TimeSpan.FromSeconds(10));
        changed = outbox.Changed;
        Assert.False(await store.Insert(Samples.Record()));
        Assert.False(changed.IsCompleted);
    }

    [Fact]
    public void A_state_that_this_build_does_not_know_is_not_guessed()
    {
        foreach (var status in Enum.GetValues<OrderStatus>())
            Assert.Equal(status, OrderStatusText.Parse(OrderStatusText.ToText(status)));
        Assert.Equal("dead_lettered", OrderStatusText.ToText(OrderStatus.DeadLettered));
        Assert.Throws<InvalidDataException>(() => OrderStatusText.Parse("teleported"));
    }

    Task<long> Count(string table) => Database.ReadAsync(c => c.ExecuteScalar<long>($"SELECT count(*) FROM {table}"));
}
