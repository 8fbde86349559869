using System.Text.Json;
using EndToEnd.Support;

namespace EndToEnd.Orders;

/// <summary>A broker that survives, for services that are killed: started once for all cases.</summary>
public sealed class CrashBench : IAsyncLifetime
{
    readonly TemporaryFolder folder = new();
    SimulatorProcess? simulator;
    Broker? broker;
    int cases;

    internal SimulatorProcess Simulator => simulator!;

    internal Broker Broker => broker!;

    internal (string Tradingsymbol, int Lot, decimal Price) Contract { get; private set; }

    public async Task InitializeAsync()
    {
        // A slow market: what is tested here is not the feed.
        simulator = await SimulatorProcess.Start("--rate", "0.1", "--no-limits");
        broker = await Broker.LogIn(simulator);
        await using var service = await Start(folder.At("first"));
        Contract = await Sample.Contract(service.Client);
    }

    public async Task DisposeAsync()
    {
        broker?.Dispose();
        if (simulator is not null)
            await simulator.DisposeAsync();
        folder.Dispose();
    }

    internal string NewData() => folder.At($"case-{++cases}");

    /// <summary>A service on this broker, with waits short enough for a test.</summary>
    internal Task<ServiceProcess> Start(string data, string? holdAt = null, string? database = null)
    {
        var settings = new Dictionary<string, string>(Simulator.Settings())
        {
            ["Ticker__Subscriptions__Underlyings__0"] = "NIFTY",
            ["Ticker__Broker__RequestTimeout"] = "00:00:02",
            ["Ticker__Broker__UnknownReads"] = "00:00:00.250",
            ["Ticker__Orders__AbsenceMargin"] = "00:00:00",
        };
        if (holdAt is not null)
            settings["Ticker__Test__HoldAt"] = holdAt;
        if (database is not null)
            settings["ConnectionStrings__Ticker"] = database;
        return ServiceProcess.Start(data, settings);
    }

    /// <summary>Broker ids in the account's book.</summary>
    internal async Task<IReadOnlySet<string>> Book() => (await Broker.Orders()).Select(o => o.OrderId).ToHashSet();

    /// <summary>The stored order of a key, polled until it is settled.</summary>
    internal static Task<JsonElement?> Settles(ServiceProcess service, string key, string phase) => Eventually.Becomes(
        phase, "an order that is open or final", () => service.Client.Order(key), o => o is { } order && order.IsSettled(), TimeSpan.FromSeconds(30));
}
