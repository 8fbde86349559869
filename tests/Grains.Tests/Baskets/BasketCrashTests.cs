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

/// <summary>A process dies without a flush at every point of a basket and of its first leg × what the broker did; each combination is a basket of two legs.</summary>
public sealed class BasketCrashTests(BrokerFixture broker) : IClassFixture<BrokerFixture>
{
    static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    readonly CrashGate gate = new();

    static Cell[] Cells { get; } =
    [
        .. from point in CrashPoints.Basket.Where(p => p != CrashPoints.BasketClosing).Concat(CrashPoints.All)
           from answer in Enum.GetValues<Answer>()
           select new Cell(point, answer),
    ];

    [Fact]
    public async Task Wherever_a_process_dies_every_leg_is_one_order_or_none_and_the_basket_ends_as_the_broker_decided()
    {
        using var folder = new TempFolder();
        await broker.ClearFaults();
        await using var dead = await OrderWorld.Start(broker, folder.File("ticker.db"), services => Configure(services.AddSingleton<ICrashPoints>(gate)));
        var abandoned = new List<Task>();
        foreach (var phase in Cells.GroupBy(cell => cell.Answer))
            abandoned.AddRange(await Reach(dead, [.. phase]));
        await CrashRun.Kill(dead);

        await using (var next = await OrderWorld.Start(broker, folder.File("ticker.db"), Configure))
        {
            await CrashRun.Settle(next);
            var problems = await Compare(next, repeated: false);
            await Task.WhenAll(Cells.Select(cell => Basket(next, cell).Place(Request(next))));
            await Settled(next);
            problems.AddRange(await Compare(next, repeated: true));
            Assert.True(problems.Count == 0, $"{problems.Count} of {Cells.Length}:\n{string.Join('\n', problems)}");
        }

        gate.Die();
        await Task.WhenAll(abandoned).ContinueWith(_ => { }, TaskScheduler.Default);
    }

    static void Configure(IServiceCollection services)
    {
        services.AddBaskets(new ConfigurationManager());
        services.PostConfigure<BasketOptions>(o => (o.Look, o.PlaceWithin) = (TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10)));
        services.PostConfigure<BrokerOptions>(o =>
        {
            o.RequestTimeout = TimeSpan.FromSeconds(1.5);
            (o.OrdersPerMinute, o.OrdersPerDay, o.BreakerFailures) = (100_000, 1_000_000, 1000);
        });
        services.PostConfigure<OrderOptions>(o => o.SubmitDeadline = TimeSpan.FromSeconds(10));
    }

    static IBasketGrain Basket(OrderWorld world, Cell cell) => world.Client.GetGrain<IBasketGrain>(GrainKeys.Basket("desk", cell.Key));

    static BasketRequest Request(OrderWorld world) => new() { Legs = [world.Request(), world.Request()] };

    async Task<List<Task>> Reach(OrderWorld world, Cell[] phase)
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
    static async Task Settled(OrderWorld world)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var states = await Task.WhenAll(Cells.Select(async cell => (cell, (await Basket(world, cell).Get())?.Status)));
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
        foreach (var cell in Cells)
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

    /// <param name="Point">Where the process dies: of the basket, or of the order of its first leg.</param>
    sealed record Cell(string Point, Answer Answer)
    {
        static readonly string[] s_unsent =
        [
            CrashPoints.BasketChecked, CrashPoints.BasketRecorded, CrashPoints.Received, CrashPoints.Validated, CrashPoints.BeforeIntent, CrashPoints.AfterIntent, CrashPoints.BeforePermit,
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
            CrashPoints.AfterSubmitting or CrashPoints.BeforeSend => BasketStatus.RolledBack,
            _ => Answer is Answer.Accepted or Answer.LostAfter ? BasketStatus.Working : BasketStatus.RolledBack,
        };

        public string LegKey(int leg) => BasketIdentity.LegKey(BasketIdentity.Id("desk", Key), leg);

        public override string ToString() => $"at {Point}, broker {Answer}";
    }
}
