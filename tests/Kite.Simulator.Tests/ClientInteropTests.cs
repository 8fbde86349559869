using System.Threading.Channels;
using Kite.Rest;
using Kite.Simulator.Tests.Support;
using Kite.Ticker;

namespace Kite.Simulator.Tests;

/// <summary>The product's own client against the simulator: two encoders of one protocol that know nothing of each other.</summary>
public sealed class ClientInteropTests
{
    [Fact]
    public async Task The_client_reads_everything_that_the_simulator_answers()
    {
        await using var sim = await Sim.StartAsync();
        using var http = new HttpClient();
        var client = new KiteRestClient(http, Addresses(sim), sim.Host.ApiKey, TimeProvider.System);
        var trader = await sim.LoginAsync();
        var none = CancellationToken.None;

        var session = Good(await client.ExchangeAsync(new(sim.Host.ApiKey, sim.Host.ApiSecret), await trader.RequestTokenAsync(), none));
        Assert.Equal("SIM001", session.UserId);
        var token = session.AccessToken;
        Assert.Equal("SIM001", Good(await client.ProfileAsync(token, none)).UserId);
        Good(await client.MarginsAsync(token, none));

        var master = Good(await client.InstrumentsAsync(token, exchange: null, none));
        Assert.Equal((sim.Host.World.Market.Instruments.Count, 0), (master.Count, master.BadRows));
        Assert.Equal(4, master.Expiries("BANKNIFTY").Count);
        Assert.Equal(162, master.Options("NIFTY", new(2025, 11, 25)).Count);

        var option = sim.Option();
        Assert.Equal(option.Last / 100m, Good(await client.QuotesAsync(token, [option.QuoteKey], none))[option.QuoteKey].LastPrice);
        Assert.Single(Good(await client.LtpAsync(token, [option.QuoteKey], none)));
        Assert.Single(Good(await client.OhlcAsync(token, [option.QuoteKey], none)));
        var day = sim.Host.Clock.Now.Date;
        var from = new DateTimeOffset(day.AddHours(9), new(5, 30, 0));
        Assert.NotEmpty(Good(await client.HistoricalAsync(token, option.Token, "minute", from, from.AddHours(1), false, true, none)));

        var id = Good(await client.PlaceAsync(token, "regular", Order(option, price: 1), none));
        sim.TurnOrders();
        Good(await client.ModifyAsync(token, "regular", id, new() { Price = 2 }, none));
        sim.TurnOrders();
        Good(await client.CancelAsync(token, "regular", id, none));
        sim.TurnOrders();
        var order = Good(await client.OrdersAsync(token, none)).Single();
        Assert.Equal((id, "CANCELLED", "interop", 2m), (order.OrderId, order.Status, order.Tag, order.Price));
        Assert.True(Good(await client.OrderHistoryAsync(token, id, none)).Count > 8);
        Good(await client.PlaceAsync(token, "regular", Order(option, option.Asks[0].Price / 100m), none));
        sim.TurnOrders();
        Assert.Equal(75, Good(await client.TradesAsync(token, none)).Single().Quantity);
        Assert.Equal(75, Good(await client.PositionsAsync(token, none)).Net.Single().Quantity);
        Assert.Empty(Good(await client.HoldingsAsync(token, none)));
        var refused = await client.PlaceAsync(token, "regular", Order(option, price: 1) with { Quantity = 1 }, none);
        Assert.Equal((OutcomeKind.Rejected, RejectionKind.Input), (refused.Kind, refused.Rejection));
        Good(await client.LogoutAsync(token, none));
        Assert.Equal(RejectionKind.Token, (await client.ProfileAsync(token, none)).Rejection);
    }

    [Fact]
    public async Task The_client_s_ticker_decodes_every_instrument_in_full_mode()
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        var sink = new Sink();
        await using var connection = new TickerConnection(
            new()
            {
                Addresses = Addresses(sim),
                ApiKey = trader.Account.ApiKey,
                AccessToken = _ => ValueTask.FromResult<string?>(trader.AccessToken),
                Random = new(1),
            },
            sink);
        connection.Subscribe([.. sim.Host.World.Market.Instruments.Select(static i => i.Token)], Kite.Ticker.TickerMode.Full);
        using var stop = new CancellationTokenSource();
        var running = connection.RunAsync(stop.Token);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var seen = new Dictionary<uint, TickerPacket>();
        while (seen.Count < sim.Host.World.Market.Instruments.Count)
        {
            var packet = await sink.Packets.Reader.ReadAsync(patience.Token);
            // A bare subscribe gives quotes; full packets follow the mode.
            if (packet.Kind is PacketKind.Full or PacketKind.IndexFull)
                seen[packet.Token] = packet;
        }

        foreach (var i in sim.Host.World.Market.Instruments)
            Assert.Equal((i.Last, i.Open, i.High, i.Low, i.Close, i.Volume, i.Oi), Fields(seen[i.Token]));
        await stop.CancelAsync();
        await running.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

        static (int, int, int, int, int, uint, uint) Fields(TickerPacket p) =>
            (p.LastPrice, p.Open, p.High, p.Low, p.Close, p.Volume, p.OpenInterest);
    }

    static KiteAddresses Addresses(Sim sim) => new(sim.Host.RestAddress, sim.Host.LoginAddress, sim.Host.TickerAddress);

    static PlaceOrder Order(Kite.Simulator.Market.Instrument option, decimal price) => new()
    {
        Exchange = "NFO",
        Tradingsymbol = option.Symbol,
        TransactionType = "BUY",
        OrderType = "LIMIT",
        Product = "NRML",
        Quantity = option.Lot,
        Price = price,
        Tag = "interop",
    };

    static T Good<T>(Outcome<T> outcome)
    {
        Assert.True(outcome.Kind == OutcomeKind.Accepted, outcome.Message);
        return outcome.Value!;
    }

    sealed class Sink : ITickerSink
    {
        public Channel<TickerPacket> Packets { get; } = Channel.CreateBounded<TickerPacket>(10_000);

        public ValueTask OnFrameAsync(ReadOnlyMemory<byte> frame, long receivedTimestamp)
        {
            var visitor = new Visitor(Packets.Writer);
            TickerFrame.Decode(frame.Span, ref visitor);
            return ValueTask.CompletedTask;
        }

        public void OnText(TickerEvent e)
        {
        }

        public void OnState(TickerState state, string reason)
        {
        }
    }

    readonly struct Visitor(ChannelWriter<TickerPacket> packets) : IPacketVisitor
    {
        public void OnPacket(in TickerPacket packet) => packets.TryWrite(packet);
    }
}
