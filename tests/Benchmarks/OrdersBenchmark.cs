using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using Grains.Accounts;
using Grains.Instruments;
using Grains.Interfaces;
using Grains.Interfaces.Orders;
using Grains.Orders;
using Grains.Sessions;
using Grains.Storage;
using Grains.Subscriptions;
using Kite;
using Kite.Instruments;
using Kite.Rest;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Hosting;

namespace Benchmarks;

/// <summary>
/// What this service adds to an order: at 200 a second, from the request to the durable answer, with the time taken out that the broker had it;
/// and how many orders a second it makes durable (intent, submitting, outcome) with as many in flight as it is given. SQLite, and PostgreSQL
/// where <c>TICKER_BENCH_POSTGRES</c> names one. The broker is a process of its own, with as many accounts as its limit asks for. The orders rest,
/// so each account's book, which is read all the while, is as long as there were orders, and none of them ever ends. <c>orders.fsync</c> is
/// what a flush to this disk takes by itself, and <c>orders.place.fsync</c> what it took in the same seconds: an answer waits for two in turn at least.
/// </summary>
static class OrdersBenchmark
{
    const int PerSecond = 200;
    const int Placed = 2000;
    const int Durable = 3000;
    const int InFlight = 128;

    const int Flushes = 200;

    const int MostMs = 10;
    const int LeastDurable = 500;

    // As the broker's limit of ten orders a second has it.
    const int Accounts = PerSecond / 10;
    const int MostWarmRounds = 4;
    const int Settled = 100;

    public static async Task Run(TextWriter output)
    {
        var folder = Directory.CreateTempSubdirectory("ticker-bench-");
        try
        {
            await Flush(output, folder.FullName);
            await Run(output, folder.FullName, "SQLite", services => services.AddTickerStorage(Path.Combine(folder.FullName, "ticker.db")));
            if (Environment.GetEnvironmentVariable("TICKER_BENCH_POSTGRES") is { Length: > 0 } address)
            {
                var server = new PostgresServer(address, new());
                await server.Prepare(TimeProvider.System);
                await Run(output, folder.FullName, "PostgreSQL", services => services.AddTickerStorage("unused.db", server));
                await Flush(output, folder.FullName);
            }
            else
            {
                await output.WriteLineAsync("orders.postgres: not measured: set TICKER_BENCH_POSTGRES to the address of an empty database");
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static async Task Run(TextWriter output, string folder, string database, Action<IServiceCollection> storage)
    {
        await using var simulator = await SimulatorProcess.Start("--no-limits", "--rate", "0", "--accounts", $"{Accounts}");
        AccountOptions[] accounts =
        [
            .. simulator.Accounts.Select((login, i) => new AccountOptions
            {
                Id = $"sim{i}", Broker = "simulator", UserId = login.UserId, ApiKey = login.ApiKey, ApiSecret = login.ApiSecret,
                Addresses = new(simulator.Rest, new Uri(simulator.Rest, "connect/login"), simulator.Ticker),
            }),
        ];
        var (master, request) = await Facts(accounts[0]);
        var stages = new Stages();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.UseOrleans(silo => silo.AddMemoryStreams(TickerStreams.Provider).AddMemoryGrainStorage(SubscriptionGrain.Storage));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(new AccountRegistry(accounts));
        builder.Services.AddSingleton(provider =>
        {
            var clock = new MarketClock(TimeProvider.System, provider.GetRequiredService<AccountRegistry>());
            clock.Observe(TimeOf(simulator).ToUnixTimeSeconds());
            return clock;
        });
        builder.Services.AddSingleton<InstrumentDirectory>();
        builder.Services.AddSingleton<ICrashPoints>(stages);
        storage(builder.Services);
        builder.Services.AddAccounts().AddOrders(builder.Configuration.GetSection("Ticker:Orders"));
        builder.Services.PostConfigure<BrokerOptions>(o => (o.OrdersPerSecond, o.OrdersPerMinute, o.OrdersPerDay, o.QuotesPerSecond) = (1000, 100_000, 1_000_000, 1000));
        using var host = builder.Build();
        host.Services.GetRequiredService<InstrumentDirectory>().Replace(master);
        await host.StartAsync();
        var client = host.Services.GetRequiredService<IClusterClient>();
        var turn = 0;
        Task<OrderReply> Place(string key) => client.GetGrain<IOrderGrain>(GrainKeys.Order("bench", key))
            .Place(request with { Account = accounts[Interlocked.Increment(ref turn) % Accounts].Id });

        using var disk = new Disk(folder);

        // Rounds that are not counted, until hardly a method is compiled any more: what is measured is a service that has run for a while.
        for (var round = 0; round < MostWarmRounds; round++)
        {
            var before = JitInfo.GetCompiledMethodCount();
            await AtARate(TextWriter.Null, database, stages, disk, Place, $"warm{round}.");
            if (JitInfo.GetCompiledMethodCount() - before < Settled)
                break;
        }
        await AtARate(output, database, stages, disk, Place, "rate");
        await AsMany(output, database, Place);
        await host.StopAsync();
    }

    static async Task AtARate(TextWriter output, string database, Stages stages, Disk disk, Func<string, Task<OrderReply>> place, string name)
    {
        var (took, gross) = (new double[Placed], new double[Placed]);
        var failed = 0;
        stages.Begin(name);
        var (paused, full) = (GC.GetTotalPauseDuration(), GC.CollectionCount(2));
        using var all = new CancellationTokenSource();
        var flushes = disk.FlushUntil(all.Token);
        var start = Stopwatch.GetTimestamp();
        var calls = new List<Task>(Placed);
        for (var i = 0; i < Placed; i++)
        {
            var due = TimeSpan.FromSeconds(i / (double)PerSecond) - Stopwatch.GetElapsedTime(start);
            if (due > TimeSpan.Zero)
                await Task.Delay(due, TimeProvider.System);
            calls.Add(One(i));
        }
        await Task.WhenAll(calls);
        await all.CancelAsync();
        var flushed = await flushes;
        if (failed > 0)
            throw new InvalidOperationException($"{failed} of the orders were not accepted by {database}: a figure of them says nothing. Of PostgreSQL the benchmark wants an empty database.");
        await output.WriteLineAsync($"orders.place: {Text(Percentile(took, 0.5))} ms p50, {Text(Percentile(took, 0.99))} ms p99, {database}, {PerSecond}/s, the broker's time taken out; goal {MostMs} ms p99");
        foreach (var (stage, from, to) in new[]
        {
            ("checked", CrashPoints.Received, CrashPoints.BeforeIntent), ("intent_committed", CrashPoints.BeforeIntent, CrashPoints.AfterIntent),
            ("outcome_committed", CrashPoints.BeforeOutcome, CrashPoints.AfterOutcome),
        })
        {
            var spent = Enumerable.Range(0, Placed).Select(order => stages.Between(order, from, to)).ToArray();
            await output.WriteLineAsync($"orders.place.{stage}: {Text(Percentile(spent, 0.5))} ms p50, {Text(Percentile(spent, 0.99))} ms p99, {database}");
        }
        await output.WriteLineAsync($"orders.place.fsync: {Text(Percentile(flushed, 0.5))} ms p50, {Text(Percentile(flushed, 0.99))} ms p99, {database}");
        await output.WriteLineAsync($"orders.place.collected: {Text((GC.GetTotalPauseDuration() - paused).TotalMilliseconds)} ms of pauses, {GC.CollectionCount(2) - full} full, {database}");
        await output.WriteLineAsync($"orders.place.with_broker: {Text(Percentile(gross, 0.5))} ms p50, {Text(Percentile(gross, 0.99))} ms p99, {database}");

        async Task One(int order)
        {
            var began = Stopwatch.GetTimestamp();
            var reply = await place($"{name}{order}");
            var spent = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            if (reply.Kind != OrderReplyKind.Accepted)
                Interlocked.Increment(ref failed);
            (gross[order], took[order]) = (spent, spent - stages.Broker(order));
        }
    }

    static async Task AsMany(TextWriter output, string database, Func<string, Task<OrderReply>> place)
    {
        var next = 0;
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, InFlight).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is var i && i <= Durable)
                await place($"many{i}");
        }));
        await output.WriteLineAsync($"orders.durable: {Measure.Count(Durable / Stopwatch.GetElapsedTime(start).TotalSeconds)} orders/s, {database}; goal {LeastDurable}");
    }

    static double Percentile(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToArray();
        return sorted[(int)((sorted.Length - 1) * share)];
    }

    static async Task Flush(TextWriter output, string folder)
    {
        using var disk = new Disk(folder);
        var took = Enumerable.Range(0, Flushes).Select(_ => disk.Flush()).ToArray();
        await output.WriteLineAsync($"orders.fsync: {Text(Percentile(took, 0.5))} ms p50, {Text(Percentile(took, 0.99))} ms p99");
    }

    static DateTimeOffset TimeOf(SimulatorProcess simulator) =>
        DateTimeOffset.Parse(simulator.Process.Output.First(line => line.StartsWith("Clock", StringComparison.Ordinal)).Split(',')[0]["Clock".Length..], CultureInfo.InvariantCulture);

    static string Text(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    static async Task<(InstrumentMaster Master, OrderRequest Request)> Facts(AccountOptions account)
    {
        using var http = KiteRestClient.CreateHttpClient();
        var client = new KiteRestClient(http, account.Addresses, account.ApiKey, TimeProvider.System);
        var page = await http.GetAsync(client.LoginUrl(null));
        var token = QueryHelpers.ParseQuery(page.Headers.Location!.Query)["request_token"].ToString();
        var session = (await client.ExchangeAsync(new KiteCredentials(account.ApiKey, account.ApiSecret), token, default)).Value!;
        var master = (await client.InstrumentsAsync(session.AccessToken, null, default)).Value!;
        var option = master.Options("NIFTY", master.Expiries("NIFTY")[0]).First(i => i.Type == InstrumentType.Ce);
        var name = option.Key.ToString();
        var quote = (await client.QuotesAsync(session.AccessToken, [name], default)).Value![name];
        return (master, new OrderRequest
        {
            Exchange = option.Exchange, Tradingsymbol = option.Tradingsymbol, TransactionType = "BUY", OrderType = "LIMIT", Product = "NRML",
            Quantity = option.LotSize, Price = quote.LowerCircuitLimit,
        });
    }

    /// <summary>What flushes take on the disk that the databases are on.</summary>
    sealed class Disk(string folder) : IDisposable
    {
        static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

        readonly FileStream file = new(Path.Combine(folder, "flushed"), FileMode.Create, FileAccess.Write, FileShare.None, 1);
        readonly byte[] page = new byte[4096];

        public void Dispose() => file.Dispose();

        /// <summary>4 KB appended and flushed; milliseconds.</summary>
        public double Flush()
        {
            var began = Stopwatch.GetTimestamp();
            file.Write(page);
            file.Flush(flushToDisk: true);
            return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        }

        /// <summary>A few a second, on a thread of its own.</summary>
        public Task<List<double>> FlushUntil(CancellationToken stop) => Task.Factory.StartNew(
            () =>
            {
                var took = new List<double>();
                do
                    took.Add(Flush());
                while (!stop.WaitHandle.WaitOne(s_pause));
                return took;
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>
    /// When each order of a round passed each point, kept so that it costs the service next to nothing. The broker had an order between the last moment
    /// before the request and the first after its answer.
    /// </summary>
    sealed class Stages : ICrashPoints
    {
        static readonly string[] s_points =
            [CrashPoints.Received, CrashPoints.BeforeIntent, CrashPoints.AfterIntent, CrashPoints.BeforeSend, CrashPoints.AfterAnswer, CrashPoints.BeforeOutcome, CrashPoints.AfterOutcome];

        readonly long[] passed = new long[Placed * s_points.Length];
        string round = "";

        public void Begin(string name)
        {
            round = name;
            Array.Clear(passed);
        }

        public double Broker(int order) => Between(order, CrashPoints.BeforeSend, CrashPoints.AfterAnswer);

        public double Between(int order, string from, string to) =>
            Moment(order, from) is > 0 and var began && Moment(order, to) is > 0 and var ended ? Stopwatch.GetElapsedTime(began, ended).TotalMilliseconds : 0;

        public ValueTask At(string point, string key)
        {
            if (round.Length > 0 && key.StartsWith(round, StringComparison.Ordinal) && Array.IndexOf(s_points, point) is >= 0 and var index)
                passed[(int.Parse(key.AsSpan(round.Length), CultureInfo.InvariantCulture) * s_points.Length) + index] = Stopwatch.GetTimestamp();
            return ValueTask.CompletedTask;
        }

        long Moment(int order, string point) => passed[(order * s_points.Length) + Array.IndexOf(s_points, point)];
    }
}
