using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json;
using Grains.Accounts;
using Grains.Interfaces.Instruments;
using Grains.Publishing;
using Grains.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Pricing;

namespace Grains.Tests.Publishing;

public sealed class TickPublisherTests : IAsyncLifetime
{
    readonly TestMeters meters = new();
    readonly Dictionary<string, long> counted = new(StringComparer.Ordinal);
    readonly MeterListener listener = new();
    readonly Outside outside = new();
    TickPublisher publisher = null!;

    public Task InitializeAsync()
    {
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (meters.Owns(instrument.Meter))
                l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            lock (counted)
            {
                var name = tags.Length == 0 ? instrument.Name : $"{instrument.Name} {tags[0].Value}";
                counted[name] = counted.GetValueOrDefault(name) + value;
            }
        });
        listener.Start();
        publisher = new(outside, Options.Create(new TickPublisherOptions { Queue = 2 }), new AccountRegistry([new AccountOptions()]), meters, NullLogger<TickPublisher>.Instance);
        return publisher.StartAsync(default);
    }

    public async Task DisposeAsync()
    {
        outside.Release();
        await publisher.StopAsync(default);
        listener.Dispose();
        meters.Dispose();
    }

    [Fact]
    public async Task A_tick_has_the_names_of_a_quote_and_says_that_it_is_simulated()
    {
        outside.Release();
        publisher.Offer([Update("NFO:NIFTY25NOV26000CE") with { ImpliedVolatility = 0.1325, Bid = 12_340, BidQuantity = 75, ExchangeTime = 1_763_700_000 }, Update("NSE:NIFTY 50")]);
        var batch = await outside.Next();
        Assert.Equal(["NFO:NIFTY25NOV26000CE", "NSE:NIFTY 50"], batch.Select(m => m.Instrument));
        using var json = JsonDocument.Parse(batch[0].Json);
        var tick = json.RootElement;
        Assert.Equal(("NFO:NIFTY25NOV26000CE", "simulated", 123.45m, 123.40m, 75m), (
            tick.GetProperty("instrument").GetString(), tick.GetProperty("mode").GetString(), tick.GetProperty("ltp").GetDecimal(), tick.GetProperty("bid").GetDecimal(), tick.GetProperty("bid_qty").GetDecimal()));
        Assert.Equal((0.1325, "2025-11-21T10:10:00+05:30"), (tick.GetProperty("iv").GetDouble(), tick.GetProperty("exchange_time").GetString()));
        Assert.Equal(JsonValueKind.Null, tick.GetProperty("ask").ValueKind);
        Assert.Contains("\"iv\":null", Encoding.UTF8.GetString(batch[1].Json.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slow_outside_gets_the_newest_and_what_it_missed_is_counted()
    {
        publisher.Offer([Update("a")]);
        await outside.Entered;
        foreach (var name in (string[])["b", "c", "d"])
            publisher.Offer([Update(name), Update(name)]);
        outside.Release();
        Assert.Equal(["a", "c", "d"], [(await outside.Next())[0].Instrument, (await outside.Next())[0].Instrument, (await outside.Next())[0].Instrument]);
        Assert.Equal(2, Count("ticker.publisher.dropped queue_full"));
    }

    [Fact]
    public async Task While_nobody_is_there_nothing_waits_and_after_a_failure_the_next_batch_goes_out()
    {
        outside.Release();
        outside.IsConnected = false;
        publisher.Offer([Update("gone"), Update("gone")]);
        Assert.Equal(2, Count("ticker.publisher.dropped disconnected"));
        outside.IsConnected = true;
        outside.Fail = true;
        publisher.Offer([Update("failed")]);
        await outside.Failed;
        outside.Fail = false;
        publisher.Offer([Update("after")]);
        Assert.Equal("after", (await outside.Next())[0].Instrument);
        Assert.Equal(1, Count("ticker.publisher.dropped failed"));
    }

    long Count(string name)
    {
        lock (counted)
            return counted.GetValueOrDefault(name);
    }

    static InstrumentUpdate Update(string instrument) => new()
    {
        Instrument = instrument, Token = 1, Divisor = 100, LastPrice = 12_345, ImpliedVolatility = double.NaN, Status = PricingStatus.NoPrice, Source = "sim:0",
    };

    /// <summary>Holds every batch until it is let go.</summary>
    sealed class Outside : ITickTransport
    {
        readonly System.Threading.Channels.Channel<ImmutableArray<TickMessage>> sent = System.Threading.Channels.Channel.CreateBounded<ImmutableArray<TickMessage>>(16);
        readonly TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        readonly TaskCompletionSource failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsConnected { get; set; } = true;

        public bool Fail { get; set; }

        public Task Entered => entered.Task;

        public Task Failed => failed.Task;

        public void Release() => released.TrySetResult();

        public async Task<ImmutableArray<TickMessage>> Next() => await sent.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System);

        public async Task Send(ImmutableArray<TickMessage> messages, CancellationToken cancellationToken)
        {
            entered.TrySetResult();
            await released.Task;
            if (Fail)
            {
                failed.TrySetResult();
                throw new IOException("gone");
            }

            await sent.Writer.WriteAsync(messages, cancellationToken);
        }
    }
}
