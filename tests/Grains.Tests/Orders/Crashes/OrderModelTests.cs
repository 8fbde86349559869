using FsCheck;
using FsCheck.Fluent;
using Grains.Accounts;
using Grains.Interfaces.Accounts;
using Grains.Interfaces.Orders;
using Grains.Orders;
using Grains.Storage;
using Grains.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;
using OrderStatus = Grains.Interfaces.Orders.OrderStatus;

namespace Grains.Tests.Orders.Crashes;

/// <summary>
/// Random histories of requests, hints, crashes and broker faults against a simulated broker. Whatever happens: one broker order for each key,
/// fills as the broker has them, a final state stays, nothing stays in doubt.
/// </summary>
public sealed class OrderModelTests(ITestOutputHelper output) : IAsyncLifetime
{
    const int InCi = 12;
    const int InFull = 500;

    // A book of thousands of orders takes longer to read than the time-outs here allow.
    const int HistoriesOfABroker = 12;

    const int MostLooks = 5;

    readonly TempFolder folder = new();
    BrokerFixture broker = new();
    int runs;

    public Task InitializeAsync() => broker.InitializeAsync();

    public async Task DisposeAsync()
    {
        await broker.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Whatever_happens_an_order_has_one_effect()
    {
        var full = Environment.GetEnvironmentVariable("TICKER_TEST_FULL") == "1";
        // Another one in every run; set to a printed one it repeats that run.
        var seed = ulong.TryParse(Environment.GetEnvironmentVariable("TICKER_TEST_SEED"), out var given) ? given : (ulong)TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var cases = full ? InFull : InCi;
        output.WriteLine($"orders.model.seed: {seed}");
        output.WriteLine($"orders.model.histories: {cases * OrderHistory.Clients} orders");
        var property = Prop.ForAll(OrderHistory.Any, history => Done(Live(history)));
        await Task.Run(() => property.Check(Config.QuickThrowOnFailure.WithMaxTest(cases).WithQuietOnSuccess(true).WithReplay(seed, 76003)));
    }

    /// <summary>The library's properties are synchronous.</summary>
    static bool Done(Task<string?> run)
    {
        ((IAsyncResult)run).AsyncWaitHandle.WaitOne();
        return run.IsCompletedSuccessfully ? true : throw run.Exception ?? (Exception)new TaskCanceledException(run);
    }

    async Task<string?> Live(OrderHistory history)
    {
        var run = ++runs;
        if (run % HistoriesOfABroker == 0)
        {
            await broker.DisposeAsync();
            broker = new();
            await broker.InitializeAsync();
        }
        var database = folder.File($"model{run}.db");
        await broker.ClearFaults();
        var gates = new List<CrashGate> { new() };
        var abandoned = new List<Task>();
        var worlds = new List<OrderWorld> { await Start(database, gates[0]) };
        try
        {
            foreach (var round in history.Rounds)
            {
                foreach (var method in round.Fault is null ? [] : new[] { "POST", "PUT", "DELETE" })
                    await broker.Control($"faults?{round.Fault}&method={method}&path=/orders/&count=2");
                var world = worlds[^1];
                var calls = round.Steps.Select((step, client) => Take(world, run, client, step)).ToList();
                for (var push = 0; push < round.Pushes; push++)
                    await world.Account.RequestReconcile("push");
                if (!round.Dies)
                {
                    await Task.WhenAll(calls);
                    continue;
                }
                // Some calls are over by now, some are on their way, some have not begun.
                await Task.WhenAny(calls);
                gates[^1].Die();
                await CrashRun.Kill(world);
                abandoned.AddRange(calls);
                gates.Add(new());
                worlds.Add(await Start(database, gates[^1]));
            }
            await broker.ClearFaults();
            await CrashRun.Settle(worlds[^1]);
            // The broker may fill what has just arrived there between our reading and the test's: what is wrong stays wrong, what is late does not.
            List<string> problems;
            var looks = 0;
            do
            {
                await ReadOnceMore(worlds[^1]);
                problems = await Check(worlds[^1], run);
            }
            while (problems.Count > 0 && ++looks < MostLooks);
            Assert.True(problems.Count == 0, $"{string.Join('\n', problems)}\nin {history}");
            return null;
        }
        finally
        {
            await Task.WhenAll(abandoned).ContinueWith(_ => { }, TaskScheduler.Default);
            foreach (var world in worlds)
                await world.DisposeAsync();
        }
    }

    Task<OrderWorld> Start(string database, CrashGate gate) => OrderWorld.Start(broker, database, services =>
    {
        services.AddSingleton<ICrashPoints>(gate);
        services.PostConfigure<BrokerOptions>(o => (o.RequestTimeout, o.OrdersPerMinute, o.OrdersPerDay) = (TimeSpan.FromMilliseconds(500), 100_000, 1_000_000));
        services.PostConfigure<OrderOptions>(o => o.SubmitDeadline = TimeSpan.FromSeconds(1));
    });

    /// <summary>What was filled as soon as it was placed is open to us until the book is read.</summary>
    async Task ReadOnceMore(OrderWorld world)
    {
        var asked = broker.Simulator.Clock.GetUtcNow();
        // The simulated clock goes in steps, and a reading within the same one does not show.
        while (broker.Simulator.Clock.GetUtcNow() == asked)
            await Task.Yield();
        await world.Account.RequestReconcile("settled");
        using var limit = new CancellationTokenSource(OrderWorld.Patience);
        for (var status = await world.Account.GetStatus(); !(status.LastReconciledAt > asked); status = await world.Account.GetStatus())
        {
            Assert.False(limit.IsCancellationRequested, $"The broker's book was not read in time, asked for at {asked:O}: {status}, {string.Join(' ', status.Reasons)}");
            await Task.Yield();
        }
        await CrashRun.Settle(world);
    }

    static string Key(int run, int client) => $"m{run}.{client}";

    async Task Take(OrderWorld world, int run, int client, Step step)
    {
        var order = world.Order(Key(run, client));
        var tick = broker.Option.TickSize;
        try
        {
            // The first to place decides what the order is; the others repeat it, or ask for something else under its key.
            await (step switch
            {
                Step.Place => order.Place(world.Request()),
                Step.PlaceToFill => order.Place(world.Request(fills: true)),
                Step.Modify => order.Modify($"op{client % 3}", new OrderModification { Price = world.Request().Price + (tick * (1 + (client % 3))) }),
                Step.Cancel => order.CancelAs(client % 2 == 0 ? "cancel" : null),
                _ => Task.CompletedTask,
            });
        }
        catch (Exception failure) when (failure is OperationCanceledException or TimeoutException)
        {
            // Its process died.
        }
    }

    async Task<List<string>> Check(OrderWorld world, int run)
    {
        var book = await CrashRun.Book(world, broker);
        var store = world.Services.GetRequiredService<IOrderStore>();
        var problems = new List<string>();
        for (var client = 0; client < OrderHistory.Clients; client++)
        {
            var key = Key(run, client);
            var order = await store.Find("desk", key);
            if (CrashRun.Story(order, [.. book[OrderIdentity.Tag("desk", key)]]) is { } lie)
                problems.Add($"{key}: {lie}");
            if (order is null)
                continue;
            var history = await store.History(order.Id);
            var end = history.TakeWhile(e => !OrderStatusText.IsFinal(e.Status)).Count();
            if (history.Skip(end).Any(e => e.Status != history[end].Status))
                problems.Add($"{key}: left the final state {history[end].Status}: {string.Join(" > ", history.Select(e => e.Status))}");
            if (order.FilledQuantity > order.Effective.Quantity || history.Zip(history.Skip(1)).Any(pair => pair.Second.FilledQuantity < pair.First.FilledQuantity))
                problems.Add($"{key}: {order.FilledQuantity} filled of {order.Effective.Quantity}: {string.Join(" > ", history.Select(e => e.FilledQuantity))}");
        }
        return problems;
    }
}
