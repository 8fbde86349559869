using Grains.Accounts;
using Grains.Baskets;
using Grains.Interfaces;
using Grains.Interfaces.Baskets;
using Grains.Orders;
using Grains.Storage;
using Grains.Tests.Orders.Crashes;
using Grains.Tests.Support;
using Kite.Rest;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Grains.Tests.Baskets;

/// <summary>A process dies without a flush at points of a basket and of its first leg × what the broker did; each combination is a basket of two legs.</summary>
sealed class BasketCrashRun(BrokerFixture broker, string database, Action<IServiceCollection> configure, BasketCrashCell[] cells)
{
    static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    readonly CrashGate gate = new();

    public async Task Check()
    {
        await broker.ClearFaults();
        await using var dead = await OrderWorld.Start(broker, database, services => Configure(services.AddSingleton<ICrashPoints>(gate)));
        var abandoned = new List<Task>();
        foreach (var phase in cells.GroupBy(cell => cell.Answer))
            abandoned.AddRange(await Reach(dead, [.. phase]));
        await CrashRun.Kill(dead);

        await using (var next = await OrderWorld.Start(broker, database, Configure))
        {
            await CrashRun.Settle(next);
            var problems = await Compare(next, repeated: false);
            await Task.WhenAll(cells.Select(cell => Basket(next, cell).Place(Request(next))));
            await Settled(next);
            problems.AddRange(await Compare(next, repeated: true));
            Assert.True(problems.Count == 0, $"{problems.Count} of {cells.Length}:\n{string.Join('\n', problems)}");
        }

        gate.Die();
        await Task.WhenAll(abandoned).ContinueWith(_ => { }, TaskScheduler.Default);
    }

    void Configure(IServiceCollection services)
    {
        services.AddBaskets(new ConfigurationManager());
        services.PostConfigure<BasketOptions>(o => (o.Look, o.PlaceWithin) = (TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10)));
        services.PostConfigure<BrokerOptions>(o =>
        {
            o.RequestTimeout = TimeSpan.FromSeconds(1.5);
            (o.OrdersPerMinute, o.OrdersPerDay, o.BreakerFailures) = (100_000, 1_000_000, 1000);
        });
        services.PostConfigure<OrderOptions>(o => o.SubmitDeadline = TimeSpan.FromSeconds(10));
        configure(services);
    }

    static IBasketGrain Basket(OrderWorld world, BasketCrashCell cell) => world.Client.GetGrain<IBasketGrain>(GrainKeys.Basket("desk", cell.Key));

    static BasketRequest Request(OrderWorld world) => new() { Legs = [world.Request(), world.Request()] };

    async Task<List<Task>> Reach(OrderWorld world, BasketCrashCell[] phase)
    {
        var fault = phase[0].Answer switch { Answer.Rejected => "kind=refuse&status=400", Answer.LostAfter => "kind=hold-after", Answer.LostBefore => "kind=hold-before", _ => null };
        if (fault is not null)
            await broker.Control($"faults?{fault}&method=POST&path=/orders/&count=100000");
        var held = phase.Select(cell => (cell, reached: gate.Hold(cell.HeldKey, cell.Point))).ToArray();
        var calls = phase.Select(cell => (Task)Basket(world, cell).Place(Request(world))).ToList();
        foreach (var (cell, reached) in held)
            Assert.True(await Task.WhenAny(reached, Task.Delay(s_patience, TimeProvider.System)) == reached, $"{cell} was not reached.");
        await broker.ClearFaults();
        return calls;
    }

    /// <summary>Until every basket has come to the state in which nothing but the market moves it.</summary>
    async Task Settled(OrderWorld world)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var states = await Task.WhenAll(cells.Select(async cell => (cell, (await Basket(world, cell).Get())?.Status)));
            var open = states.Where(s => s.Status is not (BasketStatus.Working or BasketStatus.RolledBack)).ToList();
            if (open.Count == 0)
                return;
            Assert.True(TimeProvider.System.GetElapsedTime(began) < s_patience, $"Not settled: {string.Join("; ", open)}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    async Task<List<string>> Compare(OrderWorld world, bool repeated)
    {
        var book = await CrashRun.Book(world, broker);
        var store = world.Services.GetRequiredService<IOrderStore>();
        var problems = new List<string>();
        foreach (var cell in cells)
        {
            var counts = new List<int>();
            for (var leg = 0; leg < 2; leg++)
            {
                var key = cell.LegKey(leg);
                KiteOrder[] rows = [.. book[OrderIdentity.Tag("desk", key)]];
                counts.Add(rows.Count(row => row.Status != "CANCELLED"));
                // Before the repeat the recovery may be placing a leg at this very moment.
                if (repeated && CrashRun.Story(await store.Find("desk", key), rows) is { } lie)
                    problems.Add($"{cell}, leg {leg}: {lie}");
                if (rows.Length > 1)
                    problems.Add($"{cell}, repeated {repeated}, leg {leg}: the broker has {rows.Length} orders");
            }

            var status = (await Basket(world, cell).Get())?.Status;
            if (repeated && (status != cell.Ending || counts.Any(c => c != (cell.Ending == BasketStatus.Working ? 1 : 0))))
                problems.Add($"{cell}: is {status} with {string.Join('+', counts)} live orders, and should be {cell.Ending}");
        }

        return problems;
    }
}
