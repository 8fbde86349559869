using System.Collections.Immutable;
using System.Threading.Channels;
using Grains.Interfaces;
using Grains.Interfaces.Orders;
using Grains.Storage;
using Grains.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;

namespace Grains.Tests.Orders;

public sealed class OutboxDrainerTests(BrokerFixture broker) : IClassFixture<BrokerFixture>, IDisposable
{
    readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Changes_come_out_in_commit_order_and_a_restart_goes_on_after_the_last()
    {
        await broker.ClearFaults();
        long last;
        await using (var world = await OrderWorld.Start(broker, folder.File("ticker.db")))
        {
            var changes = await Subscribe(world);
            await Task.WhenAll(Enumerable.Range(0, 5).Select(i => world.Order($"out{i}").Place(world.Request())));
            var seen = await Take(changes, 15);
            Assert.Equal(Enumerable.Range(1, 15).Select(i => (long)i), seen.Select(c => c.Position));
            foreach (var order in seen.GroupBy(c => c.Order.Id))
                Assert.Equal([OrderStatus.IntentRecorded, OrderStatus.Submitting, OrderStatus.Open], order.Select(c => c.Order.Status));
            await Remembered(world, 15);
            last = seen[^1].Position;
        }
        await using (var world = await OrderWorld.Start(broker, folder.File("ticker.db")))
        {
            var changes = await Subscribe(world);
            await world.Order("next").Place(world.Request());
            Assert.Equal(last + 1, (await Take(changes, 1))[0].Position);
        }
    }

    [Fact]
    public async Task An_outbox_that_cannot_be_read_is_read_again()
    {
        await using var world = await OrderWorld.Start(broker, folder.File("flaky.db"), services => services.AddSingleton<IOrderOutbox>(
            provider => new FlakyOutbox(ActivatorUtilities.CreateInstance<OrderOutbox>(provider))));
        var changes = await Subscribe(world);
        await world.Order("flaky").Place(world.Request());
        Assert.Equal([1L, 2, 3], (await Take(changes, 3)).Select(c => c.Position));
    }

    static async Task<Channel<OrderChange>> Subscribe(OrderWorld world)
    {
        var changes = Channel.CreateBounded<OrderChange>(1000);
        var stream = world.Client.GetStreamProvider(TickerStreams.Provider).GetStream<OrderChange>(TickerStreams.Orders());
        await stream.SubscribeAsync((change, _) => changes.Writer.WriteAsync(change).AsTask());
        return changes;
    }

    static async Task<List<OrderChange>> Take(Channel<OrderChange> changes, int count)
    {
        using var limit = new CancellationTokenSource(OrderWorld.Patience);
        var taken = new List<OrderChange>();
        while (taken.Count < count)
            taken.Add(await changes.Reader.ReadAsync(limit.Token));
        return taken;
    }

    static async Task Remembered(OrderWorld world, long position)
    {
        using var limit = new CancellationTokenSource(OrderWorld.Patience);
        while (await world.Services.GetRequiredService<IOrderOutbox>().Position("stream") < position)
            limit.Token.ThrowIfCancellationRequested();
    }

    sealed class FlakyOutbox(IOrderOutbox inner) : IOrderOutbox
    {
        int failures = 2;

        public Task Changed => inner.Changed;

        public Task<ImmutableArray<OrderChange>> ReadAfter(long position, int limit) =>
            failures-- > 0 ? throw new StorageUnavailableException("Not now.", false) : inner.ReadAfter(position, limit);

        public Task<OrderBounds> Bounds() => inner.Bounds();

        public Task<long> Position(string consumer) => inner.Position(consumer);

        public Task Advance(string consumer, long position, int keep) => inner.Advance(consumer, position, keep);
    }
}
