using System.Text.Json;
using Grains.Accounts;
using Grains.Storage;
using Kite;
using Kite.Simulator;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace Grains.Tests.Market.Support;

/// <summary>A simulator on real sockets with its control routes, and the services that talk to it.</summary>
sealed class Broker : IAsyncDisposable
{
    readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    readonly string folder = Directory.CreateTempSubdirectory("ticker-tests-").FullName;

    Broker(SimulatorHost host) => Host = host;

    public SimulatorHost Host { get; }

    public static async Task<Broker> Start() => new(await SimulatorHost.StartAsync(new() { Limits = null }, TimeProvider.System));

    /// <summary>The simulator's account; named <c>kite</c> it needs a person to log in.</summary>
    public AccountOptions Account(string broker = "simulator") => new()
    {
        Id = "sim", Broker = broker, UserId = Host.UserId, ApiKey = Host.ApiKey, ApiSecret = Host.ApiSecret, Addresses = new(Host.RestAddress, Host.LoginAddress, Host.TickerAddress),
    };

    /// <summary>Accounts and their storage on this machine's clock.</summary>
    public void AddTo(IServiceCollection services) => services
        .AddSingleton(TimeProvider.System)
        .AddTickerStorage(Path.Combine(folder, "ticker.db"))
        .AddAccounts();

    public async Task<JsonElement> Post(string path)
    {
        using var reply = await http.PostAsync(new Uri(Host.RestAddress, path), null);
        return await Read(reply);
    }

    public async Task<JsonElement> State()
    {
        using var reply = await http.GetAsync(new Uri(Host.RestAddress, "/control/state"));
        return await Read(reply);
    }

    /// <summary>How many instruments each open socket carries.</summary>
    public async Task<string> Subscriptions() =>
        string.Join(',', (await State()).GetProperty("sockets").EnumerateArray().Select(s => s.GetProperty("subscriptions").GetInt32()));

    /// <summary>What a person does in a browser: follows the log-in page's redirect.</summary>
    public async Task<(string RequestToken, string Nonce)> LogIn(string url)
    {
        using var reply = await http.GetAsync(new Uri(url));
        var query = QueryHelpers.ParseQuery(reply.Headers.Location!.Query);
        return (query["request_token"].ToString(), query["nonce"].ToString());
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await Host.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    static async Task<JsonElement> Read(HttpResponseMessage reply)
    {
        reply.EnsureSuccessStatusCode();
        using var document = JsonDocument.Parse(await reply.Content.ReadAsStreamAsync());
        return document.RootElement.Clone();
    }
}
