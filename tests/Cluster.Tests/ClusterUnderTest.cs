using System.Globalization;
using EndToEnd.Orders;
using EndToEnd.Support;
using Grains.Tests.Support;
using Npgsql;

namespace Cluster.Tests;

/// <summary>A broker, a database, two silos and a gateway: each a process of its own, as an operator runs them.</summary>
sealed class ClusterUnderTest : IAsyncDisposable
{
    static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(120);
    static readonly TimeSpan Answered = TimeSpan.FromSeconds(60);
    readonly PostgresInstance database = new();
    readonly List<ChildProcess> silos = [];
    readonly (string Name, string Value)[] more;
    string address = "";
    ChildProcess? gateway;

    ClusterUnderTest((string Name, string Value)[] more) => this.more = more;

    public SimulatorProcess Simulator { get; private set; } = null!;

    public ServiceClient Client { get; private set; } = null!;

    /// <summary>The silo that has the ticker socket, and with it the instruments and chains.</summary>
    public ChildProcess FeedSilo => silos.Single(s => !s.HasExited && s.Output.Any(l => l.Contains("Feed sim:0 carries", StringComparison.Ordinal)));

    /// <summary>The silos that publish the changes of orders: one.</summary>
    public IReadOnlyList<ChildProcess> Publishers => [.. silos.Where(s => !s.HasExited && s.Output.Any(l => l.Contains("This silo publishes the changes of orders", StringComparison.Ordinal)))];

    public IReadOnlyList<ChildProcess> Silos => silos;

    /// <param name="settings">Beside what every cluster here has.</param>
    public static async Task<ClusterUnderTest> Start(params (string Name, string Value)[] settings)
    {
        var cluster = new ClusterUnderTest(settings);
        try
        {
            await cluster.database.InitializeAsync();
            cluster.address = await cluster.database.NewDatabase();
            cluster.Simulator = await SimulatorProcess.Start("--rate", "0.5", "--no-limits");
            await cluster.StartSilo();
            await cluster.StartSilo();
            await cluster.StartGateway();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>A silo that does not answer to anybody yet.</summary>
    public static ChildProcess Launch(string connection, params (string Name, string Value)[] settings) => ChildProcess.Start(
        "a silo", "dotnet", [Repository.Program("Silo")], Path.GetTempPath(),
        [new("ConnectionStrings__Ticker", connection), .. settings.Select(s => new KeyValuePair<string, string>(s.Name, s.Value))]);

    public async Task<ChildProcess> StartSilo()
    {
        var (silo, client) = (ServiceProcess.FreePort(), ServiceProcess.FreePort());
        var process = Launch(address, [
            .. Settings(),
            ("Ticker__Cluster__Address", "127.0.0.1"),
            ("Ticker__Cluster__SiloPort", silo.ToString(CultureInfo.InvariantCulture)),
            ("Ticker__Cluster__GatewayPort", client.ToString(CultureInfo.InvariantCulture))]);
        silos.Add(process);
        await process.Line("that it runs", l => l.StartsWith("A silo of Orleans.Ticker runs", StringComparison.Ordinal), StartLimit);
        return process;
    }

    /// <summary>Places an order; where the answer was lost, again with the same key until there is one.</summary>
    public Task Place(string key, (string Tradingsymbol, int Lot, decimal Price) contract) => Eventually.Becomes(
        $"the order {key}", "an answer that it is stored", () => Client.Place(key, Sample.Limit(contract, resendIfAbsent: true)), a => a.Status is 200 or 201 or 202, Answered);

    /// <summary>One value of the database.</summary>
    public async Task<object?> Value(string sql)
    {
        await using var connection = new NpgsqlConnection(address + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        if (gateway is not null)
            await gateway.DisposeAsync();
        foreach (var silo in silos)
            await silo.DisposeAsync();
        if (Simulator is not null)
            await Simulator.DisposeAsync();
        await database.DisposeAsync();
    }

    async Task StartGateway()
    {
        var url = $"http://127.0.0.1:{ServiceProcess.FreePort()}";
        gateway = ChildProcess.Start(
            "the gateway", "dotnet", [Repository.Program("Gateway")], Path.Combine(Repository.Root, "Gateway"),
            [new("ASPNETCORE_URLS", url), new("ConnectionStrings__Ticker", address), .. Settings().Select(s => new KeyValuePair<string, string>(s.Name, s.Value))]);
        Client = new(new(url));
        await Eventually.Becomes("start of the cluster", "200 from /health/ready", Ready, ready => ready == "200", StartLimit);
    }

    async Task<string> Ready()
    {
        if (gateway!.HasExited)
            throw new InvalidOperationException($"The gateway ended. {gateway.Transcript}");
        var answer = await Client.Get("/health/ready");
        return answer.Status == 200 ? "200" : $"{answer}\n{gateway.Transcript}\n{string.Join('\n', silos.Select(s => s.Transcript))}";
    }

    IEnumerable<(string Name, string Value)> Settings() =>
    [
        .. Simulator.Settings().Select(s => (s.Key, s.Value)),
        ("Ticker__Subscriptions__Underlyings__0", "NIFTY"),
        ("Ticker__Subscriptions__Underlyings__1", "BANKNIFTY"),
        ("Ticker__Broker__RequestTimeout", "00:00:02"),
        ("Ticker__Broker__UnknownReads", "00:00:00.250"),
        ("Ticker__Orders__AbsenceMargin", "00:00:00"),
        .. more,
    ];
}
