using Grains.Accounts;
using Grains.Interfaces;
using Grains.Interfaces.Orders;
using Grains.Orders;
using Grains.Storage;
using Grains.Tests.Support;
using Kite.Rest;
using Microsoft.Extensions.DependencyInjection;
using OrderStatus = Grains.Interfaces.Orders.OrderStatus;

namespace Grains.Tests.Orders.Crashes;

/// <summary>Lets every cell reach its point in one process, kills that, and looks at what the next process makes of it, before and after the clients repeat.</summary>
sealed class CrashRun(BrokerFixture broker, string database, Action<IServiceCollection> configure, CrashCell[] cells)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly CrashGate gate = new();

    public async Task Check()
    {
        await broker.ClearFaults();
        await using var dead = await OrderWorld.Start(broker, database, services => Configure(services.AddSingleton<ICrashPoints>(gate)));
        await PlaceWhatIsChanged(dead);
        var abandoned = new List<Task>();
        foreach (var phase in cells.GroupBy(cell => cell.Answer))
            abandoned.AddRange(await Reach(dead, [.. phase]));
        await Kill(dead);

        await using (var next = await OrderWorld.Start(broker, database, Configure))
        {
            await Settle(next);
            var problems = await Compare(next, repeated: false);
            await Task.WhenAll(cells.Select(cell => Ask(next, cell)));
            await Settle(next);
            problems.AddRange(await Compare(next, repeated: true));
            Assert.True(problems.Count == 0, $"{problems.Count} of {cells.Length}:\n{string.Join('\n', problems.Take(40))}");
        }
        gate.Die();
        await Task.WhenAll(abandoned).ContinueWith(_ => { }, TaskScheduler.Default);
    }

    void Configure(IServiceCollection services)
    {
        services.PostConfigure<BrokerOptions>(o =>
        {
            o.RequestTimeout = TimeSpan.FromSeconds(1.5);
            (o.OrdersPerMinute, o.OrdersPerDay) = (100_000, 1_000_000);
            // Time-outs are what is tested here; the breaker has its own tests.
            o.BreakerFailures = 1000;
        });
        services.PostConfigure<OrderOptions>(o => o.SubmitDeadline = TimeSpan.FromSeconds(10));
        configure(services);
    }

    async Task PlaceWhatIsChanged(OrderWorld world)
    {
        foreach (var chunk in cells.Where(cell => !cell.IsPlacement).Chunk(40))
            await Task.WhenAll(chunk.Select(cell => world.Order(cell.Key).Place(Request(world, cell))));
        await Settle(world);
    }

    /// <summary>The calls of these cells, each held at its point.</summary>
    async Task<List<Task>> Reach(OrderWorld world, CrashCell[] phase)
    {
        var fault = phase[0].Answer switch { Answer.Rejected => "kind=refuse&status=400", Answer.LostAfter => "kind=hold-after", Answer.LostBefore => "kind=hold-before", _ => null };
        foreach (var method in fault is null ? [] : new[] { "POST", "PUT", "DELETE" })
            await broker.Control($"faults?{fault}&method={method}&path=/orders/&count=100000");
        var held = phase.Select(cell => (cell, reached: gate.Hold(cell.HeldKey, cell.Point))).ToArray();
        var calls = phase.Select(cell => (Task)Ask(world, cell)).ToList();
        foreach (var (cell, reached) in held)
            Assert.True(await Task.WhenAny(reached, Task.Delay(Patience, TimeProvider.System)) == reached, $"{cell} was not reached.");
        await broker.ClearFaults();
        return calls;
    }

    /// <summary>Nothing that this process still does reaches the disk or the broker.</summary>
    public static async Task Kill(OrderWorld world)
    {
        world.Services.GetRequiredService<BrokerClients>().Dispose();
        await world.Services.GetRequiredService<TickerDatabase>().DisposeAsync();
    }

    Task<OrderReply> Ask(OrderWorld world, CrashCell cell) => cell.Asked switch
    {
        Asked.Modify => world.Order(cell.Key).Modify(cell.OperationKey, new OrderModification { Price = Target(world) }),
        Asked.Cancel => world.Order(cell.Key).CancelAs(cell.OperationKey),
        _ => world.Order(cell.Key).Place(Request(world, cell)),
    };

    OrderRequest Request(OrderWorld world, CrashCell cell)
    {
        var request = world.Request(resend: cell.Asked == Asked.PlaceResendable);
        if (cell.Asked != Asked.PlaceSliced)
            return request;
        var freeze = FreezeQuantities.Load().Of(broker.Option.Exchange, broker.Option.Underlying, broker.Option.Expiry!.Value);
        return request with { Quantity = (freeze / broker.Option.LotSize * broker.Option.LotSize) + broker.Option.LotSize, Autoslice = true };
    }

    decimal Target(OrderWorld world) => world.Request().Price!.Value + broker.Option.TickSize;

    /// <summary>Until nothing is in doubt any more.</summary>
    public static async Task Settle(OrderWorld world)
    {
        var outbox = world.Services.GetRequiredService<IOrderOutbox>();
        var store = world.Services.GetRequiredService<IOrderStore>();
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            var changed = outbox.Changed;
            var live = await store.Live(null);
            if (live.All(order => order is { Status: OrderStatus.IntentRecorded or OrderStatus.Open, IsChanging: false } && (order.Status == OrderStatus.IntentRecorded || order.BrokerOrderId is not null || order.Slices > 0)))
                return;
            try
            {
                await changed.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail("Still in doubt: " + string.Join(", ", live.Where(order => order.Status != OrderStatus.Open || order.IsChanging).Select(order => $"{order.Key} {order.Status}")));
            }
        }
    }

    /// <summary>The broker's book by tag, with more patience than the service has, because it is long and the machine is shared.</summary>
    public static async Task<ILookup<string, KiteOrder>> Book(OrderWorld world, BrokerFixture broker)
    {
        using var http = KiteRestClient.CreateHttpClient();
        var client = new KiteRestClient(http, broker.Addresses, broker.Simulator.ApiKey, TimeProvider.System) { RequestTimeout = TimeSpan.FromSeconds(30) };
        var why = "";
        for (var attempt = 0; attempt < 20; attempt++)
        {
            var session = await world.Account.GetSession();
            var book = session.AccessToken is { } token ? await client.OrdersAsync(token, default) : Kite.Outcome<IReadOnlyList<KiteOrder>>.NotExecuted(session.Reason);
            if (book.Value is { } rows)
                return rows.ToLookup(row => row.Tag ?? "", StringComparer.Ordinal);
            why = book.Message;
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
        throw new InvalidOperationException($"The broker's book could not be read: {why}");
    }

    /// <summary>Our rows against the broker's book, and, after the repeat, against the table.</summary>
    async Task<List<string>> Compare(OrderWorld world, bool repeated)
    {
        var byTag = await Book(world, broker);
        var store = world.Services.GetRequiredService<IOrderStore>();
        var problems = new List<string>();
        foreach (var cell in cells)
        {
            var order = await store.Find("desk", cell.Key);
            var rows = order is null ? [] : cell.Slices == 1 ? [order] : (await store.Slices(order.Id)).ToArray();
            var tags = cell.Tags.ToArray();
            for (var slice = 0; slice < tags.Length; slice++)
            {
                if (Story(slice < rows.Length ? rows[slice] : null, [.. byTag[tags[slice]]]) is { } lie)
                    problems.Add($"{cell}, repeated {repeated}, slice {slice}: {lie}");
            }
            if (!repeated)
                continue;
            if (order is null || !cell.Allows(order.Status))
                problems.Add($"{cell}: is {order?.Status} instead of {cell.Ending}: {order?.Message}");
            else if (Count(cell, tags, byTag) is { } wrong)
                problems.Add($"{cell}: {wrong}");
            else if (cell is { Asked: Asked.Modify } && order.Effective.Price != (cell.Ending == Ending.One ? Target(world) : world.Request().Price))
                problems.Add($"{cell}: its price is {order.Effective.Price}");
        }
        return problems;
    }

    static string? Count(CrashCell cell, string[] tags, ILookup<string, KiteOrder> book)
    {
        var counts = tags.Select(tag => book[tag].Count()).ToArray();
        return cell.Ending switch
        {
            Ending.Rejected or Ending.DeadLetter when cell.Slices == 1 => counts is [0] ? null : $"the broker has {counts[0]}",
            Ending.Rejected or Ending.DeadLetter => counts.All(count => count <= 1) ? null : $"the broker has {string.Join('+', counts)}",
            _ => counts.All(count => count == 1) ? null : $"the broker has {string.Join('+', counts)}",
        };
    }

    /// <summary>What the store says that the broker's book does not; null: they agree.</summary>
    public static string? Story(OrderRecord? ours, KiteOrder[] theirs)
    {
        if (theirs.Length > 1)
            return $"the broker has {theirs.Length} orders";
        if (theirs is not [var row])
        {
            return ours is null or { Status: OrderStatus.IntentRecorded or OrderStatus.DeadLettered or OrderStatus.Rejected or OrderStatus.Cancelled }
                ? null
                : $"we say {ours.Status}, the broker has no order";
        }
        return ours is null ? "the broker has an order that we do not know"
            : ours.BrokerOrderId != row.OrderId ? $"we say order {ours.BrokerOrderId}, the broker {row.OrderId}"
            : ours.Status != BrokerStatus.ToStatus(row.Status) ? $"we say {ours.Status}, the broker {row.Status}"
            : ours.Effective.Price != row.Price || ours.Effective.Quantity != row.Quantity ? $"we say {ours.Effective.Price}, the broker {row.Price}"
            : ours.FilledQuantity != row.FilledQuantity ? $"we say {ours.FilledQuantity} filled, the broker {row.FilledQuantity}"
            : null;
    }
}
