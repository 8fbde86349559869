using System.Text.Json;
using Grains.Interfaces;
using Grains.Interfaces.Orders;
using Grains.Tests.Support;
using Kite;

namespace Grains.Tests.Portfolio;

public sealed class PortfolioGrainTests(BrokerFixture broker) : IClassFixture<BrokerFixture>, IAsyncLifetime
{
    readonly TempFolder folder = new();
    OrderWorld world = null!;

    IPortfolioGrain Portfolio => world.Client.GetGrain<IPortfolioGrain>(GrainKeys.Portfolio("sim"));

    public async Task InitializeAsync()
    {
        await broker.ClearFaults();
        world = await OrderWorld.Start(broker, folder.File("ticker.db"));
        await world.Account.GetSession();
    }

    public async Task DisposeAsync()
    {
        await world.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task What_another_program_traded_is_foreign_and_a_drift_until_it_is_adopted()
    {
        await using (var other = await OrderWorld.Start(broker, folder.File("other.db")))
        {
            await other.Order("elsewhere").Place(other.Request(fills: true));
            await other.Until("elsewhere", OrderStatus.Complete);
        }
        await world.Order("ours").Place(world.Request(fills: true));
        var ours = await world.Until("ours", OrderStatus.Complete);

        var foreign = Read(await Portfolio.ForeignOrders()).GetProperty("orders").EnumerateArray().Select(o => o.GetProperty("order_id").GetString()).ToArray();
        Assert.NotEmpty(foreign);
        Assert.DoesNotContain(ours.OrderId, foreign);

        var positions = Read(await Portfolio.Positions());
        Assert.NotEqual(0, positions.GetProperty("net").GetArrayLength());
        var drift = Assert.Single(positions.GetProperty("drift").EnumerateArray());
        Assert.Equal((broker.Option.Key.ToString(), broker.Option.LotSize), (drift.GetProperty("instrument").GetString(), drift.GetProperty("ours").GetInt32()));
        Assert.True(drift.GetProperty("broker").GetInt32() > broker.Option.LotSize);

        Assert.Single(Read(await Portfolio.Adopt(null, null, "anna")).GetProperty("adopted").EnumerateArray());
        Assert.Empty(Read(await Portfolio.Positions()).GetProperty("drift").EnumerateArray());
        Assert.Empty(Read(await Portfolio.Adopt(null, null, "anna")).GetProperty("adopted").EnumerateArray());
    }

    [Fact]
    public async Task Holdings_and_margins_are_the_brokers()
    {
        Assert.Equal(JsonValueKind.Array, Read(await Portfolio.Holdings()).ValueKind);
        Assert.True(Read(await Portfolio.Margins()).GetProperty("equity").GetProperty("enabled").GetBoolean());
    }

    [Fact]
    public async Task Only_a_postback_with_the_right_checksum_triggers_a_reading()
    {
        const string Timestamp = "2025-11-21 12:00:00";
        var checksum = KiteChecksum.Postback("1", Timestamp, broker.Simulator.ApiSecret);
        Assert.True(await Portfolio.AcceptPostback("1", Timestamp, checksum));
        Assert.False(await Portfolio.AcceptPostback("2", Timestamp, checksum));
        Assert.False(await Portfolio.AcceptPostback("1", Timestamp, new string('0', 64)));
    }

    [Fact]
    public async Task A_broker_that_does_not_answer_is_said_so()
    {
        await broker.Control("faults?kind=refuse&status=503&method=GET&path=/portfolio&count=10");
        var reply = await Portfolio.Positions();
        Assert.Equal("broker_unavailable", reply.Problem!.Code);
        Assert.True(reply.RetryAfter > TimeSpan.Zero);
    }

    static JsonElement Read(PortfolioReply reply) => JsonDocument.Parse(reply.Json ?? throw new InvalidOperationException(reply.Problem?.Message)).RootElement;
}
