using System.Text.Json;
using Kite;
using Kite.Instruments;
using Kite.Rest;
using Kite.Simulator;

namespace Grains.Tests.Support;

/// <summary>A simulated broker on a loopback port, its instrument list, and one option to trade. Its limits are off: faults say when to refuse.</summary>
public sealed class BrokerFixture : IAsyncLifetime
{
    readonly HttpClient control = new();

    public SimulatorHost Simulator { get; private set; } = null!;

    public InstrumentMaster Master { get; private set; } = null!;

    public Instrument Option { get; private set; } = null!;

    /// <summary>Today's lowest and highest price of <see cref="Option"/>.</summary>
    public (decimal Lower, decimal Upper) Limits { get; private set; }

    public KiteAddresses Addresses => new(Simulator.RestAddress, Simulator.LoginAddress, Simulator.TickerAddress);

    public async Task InitializeAsync()
    {
        Simulator = await SimulatorHost.StartAsync(new SimulatorOptions { Limits = null, Rate = 0 }, TimeProvider.System);
        using var http = KiteRestClient.CreateHttpClient();
        var client = new KiteRestClient(http, Addresses, Simulator.ApiKey, TimeProvider.System);
        var page = await http.GetAsync(client.LoginUrl(null));
        var token = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(page.Headers.Location!.Query)["request_token"].ToString();
        var session = (await client.ExchangeAsync(new KiteCredentials(Simulator.ApiKey, Simulator.ApiSecret), token, default)).Value!;
        Master = (await client.InstrumentsAsync(session.AccessToken, null, default)).Value!;
        var calls = Master.Options("NIFTY", Master.Expiries("NIFTY")[0]).Where(i => i.Type == InstrumentType.Ce).ToArray();
        Option = calls[calls.Length / 2];
        var key = Option.Key.ToString();
        var quote = (await client.QuotesAsync(session.AccessToken, [key], default)).Value![key];
        Limits = (quote.LowerCircuitLimit, quote.UpperCircuitLimit);
    }

    public async Task DisposeAsync()
    {
        await Simulator.DisposeAsync();
        control.Dispose();
    }

    /// <summary>The simulator's control API, for example <c>faults?kind=refuse&amp;status=429</c>.</summary>
    public async Task Control(string what)
    {
        using var answer = await control.PostAsync(new Uri(Simulator.RestAddress, "control/" + what), null);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>The next placements go wrong like this.</summary>
    public Task FailPlacement(string fault, int count = 1) => Control($"faults?{fault}&method=POST&path=/orders/&count={count}");

    public async Task ClearFaults() => (await control.DeleteAsync(new Uri(Simulator.RestAddress, "control/faults"))).EnsureSuccessStatusCode();

    /// <summary>How many orders with this tag the broker has ever taken.</summary>
    public async Task<int> Placed(string tag)
    {
        using var state = JsonDocument.Parse(await control.GetStringAsync(new Uri(Simulator.RestAddress, "control/state")));
        return state.RootElement.GetProperty("placed_by_tag").TryGetProperty(tag, out var count) ? count.GetInt32() : 0;
    }

    /// <summary>Requests of this route since the broker started, for example <c>POST /session/token</c>; with <paramref name="deadToken"/> those whose token was dead.</summary>
    public async Task<int> Requests(string route, bool deadToken = false)
    {
        using var state = JsonDocument.Parse(await control.GetStringAsync(new Uri(Simulator.RestAddress, "control/state")));
        return state.RootElement.GetProperty(deadToken ? "dead_token_requests" : "requests").TryGetProperty(route, out var count) ? count.GetInt32() : 0;
    }

    /// <summary>How many orders with each tag the broker has ever taken.</summary>
    public async Task<IReadOnlyDictionary<string, int>> PlacedByTag()
    {
        using var state = JsonDocument.Parse(await control.GetStringAsync(new Uri(Simulator.RestAddress, "control/state")));
        return state.RootElement.GetProperty("placed_by_tag").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetInt32());
    }

    /// <summary>Instruments that all open sockets together stream.</summary>
    public async Task<int> Subscriptions()
    {
        using var state = JsonDocument.Parse(await control.GetStringAsync(new Uri(Simulator.RestAddress, "control/state")));
        return state.RootElement.GetProperty("sockets").EnumerateArray().Sum(s => s.GetProperty("subscriptions").GetInt32());
    }

    /// <summary>How many orders the broker has ever taken.</summary>
    public async Task<int> PlacedInAll()
    {
        using var state = JsonDocument.Parse(await control.GetStringAsync(new Uri(Simulator.RestAddress, "control/state")));
        return state.RootElement.GetProperty("orders").GetInt32();
    }
}
