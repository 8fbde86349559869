using Microsoft.Extensions.Configuration;
using Silo;

namespace Gateway.Tests.Hosting;

public class TickerSettingsTests
{
    static TickerSettings Read(params (string Key, string? Value)[] settings) =>
        TickerSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => new KeyValuePair<string, string?>(s.Key, s.Value))).Build(), "/srv/ticker");

    static (string, string?)[] Account(params (string Key, string? Value)[] more) =>
        [("Ticker:Accounts:0:Id", "main"), ("Ticker:Accounts:0:ApiKey", "k"), ("Ticker:Accounts:0:ApiSecret", "s"), .. more.Select(m => ("Ticker:Accounts:0:" + m.Key, m.Value))];

    [Fact]
    public void Without_settings_it_is_the_bundled_simulator_with_data_beside_the_program()
    {
        var settings = Read();
        Assert.Equal(Path.GetFullPath("/srv/ticker/data"), settings.DataFolder);
        Assert.Empty(settings.Accounts);
        Assert.True(settings.IsSimulated);
        Assert.Equal((1, 1.0, 1.0, null), (settings.Simulator.Seed, settings.Simulator.Speed, settings.Simulator.Rate, settings.Simulator.Start));
        Assert.Equal(0.065, settings.Pricing.Rate);
    }

    [Fact]
    public void The_variable_wins_over_the_setting_of_the_data_folder()
    {
        Assert.Equal(Path.GetFullPath("/srv/ticker/elsewhere"), Read(("Ticker:Data", "elsewhere")).DataFolder);
        Assert.Equal(Path.GetFullPath("/var/t"), Read(("Ticker:Data", "elsewhere"), ("TICKER_DATA", "/var/t")).DataFolder);
    }

    [Fact]
    public void An_account_of_the_real_broker_needs_no_addresses()
    {
        var settings = Read(Account(("UserId", "AB1234")));
        var account = Assert.Single(settings.Accounts);
        Assert.Equal(("main", "kite", "AB1234", "live"), (account.Id, account.Broker, account.UserId, account.Mode));
        Assert.Equal(Kite.KiteAddresses.Zerodha, account.Addresses);
        Assert.False(settings.IsSimulated);
        Assert.DoesNotContain("s", account.ToString().Split(' '), StringComparer.Ordinal);
    }

    [Fact]
    public void A_simulator_elsewhere_is_an_account_with_addresses()
    {
        var settings = Read(Account(("Broker", "simulator"), ("Rest", "http://h:1/"), ("Login", "http://h:1/l"), ("Ticker", "ws://h:1/")));
        Assert.True(settings.IsSimulated);
        Assert.Equal(new Uri("ws://h:1/"), settings.Accounts[0].Addresses.Ticker);
    }

    public static TheoryData<string, string[]> Wrong => new()
    {
        { "Ticker:Accounts:0:Broker", ["Broker=zerodha"] },
        { "Ticker:Accounts:0:Id", ["Id=a b"] },
        { "Ticker:Accounts:0:Id", ["Id=a:b"] },
        { "Ticker:Accounts:0:Id", ["Id=" + new string('a', 33)] },
        { "Ticker:Accounts:0:Id", ["Id="] },
        { "Ticker:Accounts:0:ApiKey", ["ApiKey="] },
        { "Ticker:Accounts:0:ApiSecret", ["ApiSecret="] },
        { "Ticker:Accounts:0:Rest", ["Rest=not an address"] },
        { "Ticker:Accounts:0", ["Broker=simulator"] },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_account_is_named_in_a_sentence(string setting, string[] changes)
    {
        var settings = Account().Where(a => !changes.Any(c => a.Item1.EndsWith(':' + c.Split('=')[0], StringComparison.Ordinal))).Concat(changes.Select(c => ("Ticker:Accounts:0:" + c.Split('=')[0], (string?)c[(c.IndexOf('=', StringComparison.Ordinal) + 1)..])));
        var e = Assert.Throws<StartupException>(() => Read([.. settings]));
        Assert.StartsWith(setting, e.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Ticker:Simulator:Speed", "0")]
    [InlineData("Ticker:Simulator:Speed", "1001")]
    [InlineData("Ticker:Simulator:Speed", "NaN")]
    [InlineData("Ticker:Simulator:Rate", "-1")]
    [InlineData("Ticker:Simulator:Rate", "101")]
    [InlineData("Ticker:Pricing:Rate", "0.6")]
    [InlineData("Ticker:Pricing:Interval", "00:00:10")]
    public void A_value_outside_its_range_is_named_with_the_range(string setting, string value)
    {
        var e = Assert.Throws<StartupException>(() => Read((setting, value)));
        Assert.StartsWith(setting + " is ", e.Message, StringComparison.Ordinal);
        Assert.Contains("must be ", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Ticker:Pricing:Rate", "high")]
    [InlineData("Ticker:Simulator:Seed", "x")]
    [InlineData("Ticker:Pricing:Interval", "soon")]
    public void A_value_of_the_wrong_type_is_named(string setting, string value)
    {
        var e = Assert.Throws<StartupException>(() => Read((setting, value)));
        Assert.Contains(setting, e.Message, StringComparison.Ordinal);
        Assert.Contains(value, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }
}
