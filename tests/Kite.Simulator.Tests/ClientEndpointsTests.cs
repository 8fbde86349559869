using Kite.Rest;
using Kite.Simulator.Tests.Support;

namespace Kite.Simulator.Tests;

/// <summary>The product's own client at the routes beside orders: triggers, alerts, margins, holdings and funds.</summary>
public sealed class ClientEndpointsTests : IAsyncLifetime
{
    readonly CancellationToken _none = CancellationToken.None;
    readonly HttpClient _http = new();
    Sim _sim = null!;
    KiteRestClient _client = null!;
    string _token = "";

    public async Task InitializeAsync()
    {
        _sim = await Sim.StartAsync();
        var trader = await _sim.LoginAsync();
        _token = trader.AccessToken;
        _client = new(_http, new(_sim.Host.RestAddress, _sim.Host.LoginAddress, _sim.Host.TickerAddress), trader.Account.ApiKey, TimeProvider.System);
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _sim.DisposeAsync();
    }

    [Fact]
    public async Task A_trigger_is_placed_replaced_read_and_deleted()
    {
        var option = _sim.Option();
        var last = option.Last / 100m;
        var leg = new PlaceGttOrder { TransactionType = "SELL", Quantity = option.Lot, Product = "NRML", Price = 1 };
        var trigger = new PlaceGtt { Exchange = "NFO", Tradingsymbol = option.Symbol, TriggerValues = [last - 1], LastPrice = last, Orders = [leg] };
        var id = Good(await _client.PlaceGttAsync(_token, trigger, _none));
        Assert.Equal(("single", "active", last - 1), Shape(Good(await _client.GttAsync(_token, id, _none))));
        var twoLeg = trigger with { TriggerValues = [last - 1, last + 1], Orders = [leg, leg with { Price = 2 }] };
        Assert.Equal(id, Good(await _client.ModifyGttAsync(_token, id, twoLeg, _none)));
        var listed = Assert.Single(Good(await _client.GttsAsync(_token, _none)));
        Assert.Equal((id, "two-leg", 2), (listed.Id, listed.Type, listed.Orders.Count));
        Assert.Equal([1m, 2m], listed.Orders.Select(o => o.Price));
        Assert.Equal(id, Good(await _client.DeleteGttAsync(_token, id, _none)));
        Assert.Equal(RejectionKind.Input, (await _client.PlaceGttAsync(_token, trigger with { Tradingsymbol = "NOPE" }, _none)).Rejection);

        static (string, string, decimal) Shape(KiteGtt gtt) => (gtt.Type, gtt.Status, gtt.Condition.TriggerValues[0]);
    }

    [Fact]
    public async Task An_alert_is_made_changed_listed_and_deleted()
    {
        var alert = new PlaceAlert { Name = "up", LhsExchange = "INDICES", LhsTradingsymbol = "NIFTY 50", Operator = ">=", RhsConstant = 99_000.5m };
        var made = Good(await _client.PlaceAlertAsync(_token, alert, _none));
        Assert.Equal(("up", "enabled", 99_000.5m), (made.Name, made.Status, made.RhsConstant));
        Assert.Equal("down", Good(await _client.ModifyAlertAsync(_token, made.Uuid, alert with { Name = "down" }, _none)).Name);
        Assert.Equal(made.Uuid, Assert.Single(Good(await _client.AlertsAsync(_token, "enabled", 1, 10, _none))).Uuid);
        Assert.Empty(Good(await _client.AlertHistoryAsync(_token, made.Uuid, _none)));
        Assert.True(Good(await _client.DeleteAlertsAsync(_token, [made.Uuid], _none)));
        Assert.Empty(Good(await _client.AlertsAsync(_token, null, null, null, _none)));
    }

    [Fact]
    public async Task Margins_and_charges_are_calculated()
    {
        var option = _sim.Option();
        var order = new MarginOrder
        {
            Exchange = "NFO", Tradingsymbol = option.Symbol, TransactionType = "BUY", Product = "NRML", OrderType = "LIMIT", Quantity = option.Lot, Price = 100,
        };
        Assert.Equal(100m * option.Lot, Assert.Single(Good(await _client.OrderMarginsAsync(_token, [order], false, _none))).OptionPremium);
        Assert.Equal(100m * option.Lot, Assert.Single(Good(await _client.OrderMarginsAsync(_token, [order], true, _none))).Total);
        var hedge = order with { Tradingsymbol = _sim.Option(4).Symbol, TransactionType = "SELL", Price = 30 };
        var basket = Good(await _client.BasketMarginAsync(_token, [order, hedge], true, false, _none));
        Assert.True(basket.Final.Total < basket.Initial.Total);
        Assert.Equal(2, basket.Orders.Count);
        var note = new ChargesOrder
        {
            OrderId = "any", Exchange = "NFO", Tradingsymbol = option.Symbol, TransactionType = "SELL", Product = "NRML", OrderType = "LIMIT",
            Quantity = option.Lot, AveragePrice = 100,
        };
        var charges = Assert.Single(Good(await _client.ChargesAsync(_token, [note], _none)));
        Assert.Equal((100m, option.Symbol), (charges.Price, charges.Tradingsymbol));
        Assert.True(charges.Charges.Total > 0);
        Assert.True(Good(await _client.SegmentMarginAsync(_token, "equity", _none)).Net > 0);
    }

    [Fact]
    public async Task A_position_changes_its_product()
    {
        var option = _sim.Option();
        var order = new PlaceOrder
        {
            Exchange = "NFO", Tradingsymbol = option.Symbol, TransactionType = "BUY", OrderType = "LIMIT", Product = "MIS", Quantity = option.Lot,
            Price = option.Asks[0].Price / 100m,
        };
        Good(await _client.PlaceAsync(_token, Varieties.Regular, order, _none));
        _sim.TurnOrders();
        var conversion = new ConvertPosition
        {
            Exchange = "NFO", Tradingsymbol = option.Symbol, TransactionType = "BUY", PositionType = PositionTypes.Day, Quantity = option.Lot, OldProduct = "MIS",
            NewProduct = "NRML",
        };
        Assert.True(Good(await _client.ConvertPositionAsync(_token, conversion, _none)));
        Assert.Contains(Good(await _client.PositionsAsync(_token, _none)).Net, p => p.Product == "NRML" && p.Quantity == option.Lot);
    }

    [Fact]
    public async Task Holdings_and_their_authorisation_are_read()
    {
        Assert.Empty(Good(await _client.CompactHoldingsAsync(_token, _none)));
        Assert.Empty(Good(await _client.AuctionsAsync(_token, _none)));
        Assert.Equal(0, Good(await _client.HoldingsSummaryAsync(_token, _none)).CurrentValue);
        var request = Good(await _client.AuthoriseHoldingsAsync(_token, [], _none));
        Assert.EndsWith(request, _client.AuthoriseUrl(request).AbsolutePath, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Funds_are_listed_ordered_and_planned()
    {
        var fund = Good(await _client.MfInstrumentsAsync(_token, _none)).First(f => f.SchemeType == "equity");
        var id = Good(await _client.PlaceMfOrderAsync(_token, new() { Tradingsymbol = fund.Tradingsymbol, TransactionType = "BUY", Amount = 1000 }, _none));
        Assert.Equal((id, 1000m), (Good(await _client.MfOrderAsync(_token, id, _none)).OrderId, Assert.Single(Good(await _client.MfOrdersAsync(_token, _none))).Amount));
        Assert.Equal(id, Good(await _client.CancelMfOrderAsync(_token, id, _none)));
        var sip = Good(await _client.PlaceSipAsync(
            _token, new() { Tradingsymbol = fund.Tradingsymbol, Amount = 500, Instalments = -1, Frequency = "monthly", InstalmentDay = 5 }, _none)).SipId;
        Assert.Equal((sip, -1), (Assert.Single(Good(await _client.SipsAsync(_token, _none))).SipId, Good(await _client.SipAsync(_token, sip, _none)).Instalments));
        Assert.Equal(sip, Good(await _client.ModifySipAsync(_token, sip, new() { Amount = 600 }, _none)));
        Assert.Equal(sip, Good(await _client.CancelSipAsync(_token, sip, _none)));
        Good(await _client.MfHoldingsAsync(_token, _none));
    }

    static T Good<T>(Outcome<T> outcome)
    {
        Assert.True(outcome.Kind == OutcomeKind.Accepted, outcome.Message);
        return outcome.Value!;
    }
}
