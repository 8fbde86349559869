using Kite.Rest;
using Kite.Simulator.Tests.Support;

namespace Kite.Simulator.Tests.Faults;

/// <summary>One simulator and one client of ours for the whole matrix; each case logs in and brings its own order.</summary>
public sealed class RestFixture : IAsyncLifetime
{
    readonly HttpClient _http = KiteRestClient.CreateHttpClient();
    int _tags;

    internal Sim Sim { get; private set; } = null!;

    internal ManualTime ClientTime { get; } = new();

    internal KiteRestClient Client { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Sim = await Sim.StartAsync();
        Client = new(_http, new(Sim.Host.RestAddress, Sim.Host.LoginAddress, Sim.Host.TickerAddress), Sim.Host.ApiKey, ClientTime);
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await Sim.DisposeAsync();
    }

    internal string NextTag() => $"matrix{++_tags}";
}
