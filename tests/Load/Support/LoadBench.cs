namespace Load.Support;

/// <summary>The broker at full size and the service on it, as processes, with the service's data in a folder of its own. Everything is gone when it is disposed.</summary>
sealed class LoadBench : IAsyncDisposable
{
    static readonly string[] Underlyings = ["NIFTY", "BANKNIFTY", "FINNIFTY", "MIDCPNIFTY", "NIFTYNXT50", "SENSEX"];
    /// <summary>As deploy/Dockerfile sets it.</summary>
    static readonly KeyValuePair<string, string> Young = new("DOTNET_GCgen0size", "0x3000000");
    static readonly TimeSpan Subscribing = TimeSpan.FromSeconds(60);
    readonly TemporaryFolder folder = new();
    readonly int port = ServiceProcess.FreePort();
    readonly Publication publication;
    ServiceProcess? service;

    LoadBench(SimulatorProcess simulator, Publication publication) => (Simulator, this.publication) = (simulator, publication);

    /// <summary>What of the service is not as deployed, or null.</summary>
    public string? Remark => publication.Remark;

    public SimulatorProcess Simulator { get; }

    public ServiceProcess Service => service!;

    /// <summary>Starts both and waits until every instrument is carried by a socket and ticks.</summary>
    public static async Task<LoadBench> Start(LoadSettings settings)
    {
        var publication = await Publication.Of(settings);
        var simulator = await SimulatorProcess.Start(
            "--instruments", $"{settings.Instruments}", "--accounts", $"{settings.Accounts}", "--rate", $"{settings.Rate}", "--stamp", "--no-limits");
        var bench = new LoadBench(simulator, publication);
        try
        {
            await bench.StartService();
            await bench.AllTick(settings);
            return bench;
        }
        catch
        {
            await bench.DisposeAsync();
            throw;
        }
    }

    /// <summary>Once more, on the same data folder and address, after a kill.</summary>
    public async Task StartService() => service = await ServiceProcess.Start(folder.At("data"), [.. Simulator.AllSettings(), .. Streamed(), Young], port, publication.Program);

    public Task<Metrics> ReadMetrics() => Metrics.Read(Service.Client);

    public ProcessSample Sample() => ProcessSample.Of(Service.Process.Id);

    /// <summary>Every chain that is listed, as clients name it.</summary>
    public async Task<IReadOnlyList<string>> Chains()
    {
        var answer = await Service.Client.Get("/api/v1/underlyings");
        return
        [
            .. from underlying in answer.Json.GetProperty("underlyings").EnumerateArray()
               from expiry in underlying.GetProperty("expiries").EnumerateArray()
               select $"{underlying.GetProperty("underlying").GetString()}:{expiry.GetString()}",
        ];
    }

    /// <summary>Packets that the broker has sent on all its sockets, and those that it replaced by newer ones because a socket was slow.</summary>
    public async Task<(double Sent, double Replaced)> FromBroker()
    {
        var state = await Simulator.State();
        return (state.GetProperty("packets_sent").GetDouble(), state.GetProperty("packets_replaced").GetDouble());
    }

    public async ValueTask DisposeAsync()
    {
        if (service is not null)
            await service.DisposeAsync();
        await Simulator.DisposeAsync();
        folder.Dispose();
    }

    async Task AllTick(LoadSettings settings) => await Eventually.Becomes(
        "the subscriptions", $"{settings.Instruments} or more instruments on the sockets, all of them ticking",
        async () =>
        {
            var metrics = await ReadMetrics();
            return (Wanted: metrics.Sum("ticker_subscriptions_wanted"), Shed: metrics.Sum("ticker_subscriptions_shed"), Packets: metrics.Sum("ticker_feed_packets_total"));
        },
        now => now.Wanted >= settings.Instruments && now.Shed == 0 && now.Packets >= 2 * now.Wanted, Subscribing);

    static IEnumerable<KeyValuePair<string, string>> Streamed() => Underlyings.Select((name, at) => KeyValuePair.Create($"Ticker__Subscriptions__Underlyings__{at}", name));
}
