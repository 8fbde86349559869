using System.Diagnostics.Metrics;
using Grains.Accounts;
using Grains.Interfaces.Orders;
using Grains.Orders;
using Grains.Storage;
using Grains.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Grains.Tests.Orders;

public sealed class OrdersRegistrationTests
{
    [Fact]
    public void Holding_at_a_point_is_for_simulators()
    {
        Assert.IsType<NoCrashPoints>(Build("simulator", []).GetRequiredService<ICrashPoints>());
        Assert.IsType<HoldAtCrashPoint>(Build("simulator", [new("Ticker:Test:HoldAt", "before_send")]).GetRequiredService<ICrashPoints>());
        var refused = Assert.Throws<InvalidOperationException>(() =>
            Build("kite", [new("Ticker:Test:HoldAt", "before_send")]).GetRequiredService<ICrashPoints>());
        Assert.Contains("Ticker:Test:HoldAt", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Ticker:Orders:SubmitDeadline", "00:00:00")]
    [InlineData("Ticker:Orders:AbsenceMargin", "01:00:00")]
    [InlineData("Ticker:Orders:CircuitLimitWait", "00:01:00")]
    [InlineData("Ticker:Orders:KeepChanges", "-1")]
    [InlineData("Ticker:Broker:RequestTimeout", "00:02:00")]
    [InlineData("Ticker:Broker:OrdersPerSecond", "1")]
    [InlineData("Ticker:Broker:ExitsPerSecond", "10")]
    [InlineData("Ticker:Broker:OpenReads", "00:00:00")]
    public void A_setting_out_of_its_range_is_named(string name, string value)
    {
        var services = Build("simulator", [new(name, value)]);
        var refused = Assert.Throws<OptionsValidationException>(() => name.Contains("Broker", StringComparison.Ordinal)
            ? services.GetRequiredService<IOptions<BrokerOptions>>().Value as object
            : services.GetRequiredService<IOptions<OrderOptions>>().Value);
        Assert.Contains(name, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_database_options_are_checked_too()
    {
        using var folder = new TempFolder();
        var services = Build("simulator", [new("Ticker:Database:Readers", "0")], storage => storage.AddTickerStorage(folder.File("ticker.db")));
        Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<TickerDatabaseOptions>>().Value);
    }

    [Fact]
    public void Changes_of_state_are_counted_by_what_they_mean()
    {
        using var meters = new TestMeters();
        var instruments = new OrderInstruments(meters);
        var counted = new List<string>();
        using var listener = new MeterListener { InstrumentPublished = (i, l) => { if (meters.Owns(i.Meter)) l.EnableMeasurementEvents(i); } };
        listener.SetMeasurementEventCallback<long>((i, _, _, _) => counted.Add(i.Name));
        listener.Start();
        foreach (var (from, to) in new[]
        {
            (OrderStatus.Submitting, OrderStatus.Open), (OrderStatus.Submitting, OrderStatus.Unknown), (OrderStatus.Unknown, OrderStatus.Open),
            (OrderStatus.Unknown, OrderStatus.IntentRecorded), (OrderStatus.Unknown, OrderStatus.DeadLettered), (OrderStatus.Open, OrderStatus.Open),
            (OrderStatus.Open, OrderStatus.Complete),
        })
        {
            instruments.OnChanged(Samples.Record(status: from), Samples.Record(status: to));
        }
        Assert.Equal(["placed", "unknown", "adopted", "resent", "dead_lettered"], counted.Select(name => name["ticker.orders.".Length..]));
    }

    static ServiceProvider Build(string broker, KeyValuePair<string, string?>[] settings, Action<IServiceCollection>? more = null)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddSingleton(new AccountRegistry([new AccountOptions { Broker = broker }]));
        services.AddAccounts().AddOrders(configuration.GetSection("Ticker:Orders"));
        more?.Invoke(services);
        return services.BuildServiceProvider();
    }
}
