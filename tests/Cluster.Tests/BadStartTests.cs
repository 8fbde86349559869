namespace Cluster.Tests;

public sealed class BadStartTests
{
    [Fact]
    public async Task A_silo_without_its_database_tries_for_the_configured_time_and_says_so_in_a_sentence()
    {
        var nobody = EndToEnd.Support.ServiceProcess.FreePort();
        await using var silo = ClusterUnderTest.Launch(
            $"Host=127.0.0.1;Port={nobody};Database=ticker;Username=ticker;Password=s3cret", [.. Account(), ("Ticker__Database__StartTimeout", "00:00:02")]);
        Assert.Equal(1, await silo.Exit(TimeSpan.FromSeconds(60)));
        var sentence = Assert.Single(silo.Errors);
        Assert.Contains("cannot be reached", sentence, StringComparison.Ordinal);
        Assert.Contains("Ticker:Database:StartTimeout", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Ticker__Cluster__SiloPort", "70000", "Ticker:Cluster:SiloPort")]
    [InlineData("Ticker__Cluster__Address", "here", "Ticker:Cluster:Address")]
    [InlineData("ConnectionStrings__Ticker", "", "ConnectionStrings:Ticker")]
    [InlineData("Ticker__Accounts__0__Id", "", "Ticker:Accounts")]
    public async Task A_setting_that_cannot_be_used_is_named(string name, string value, string named)
    {
        await using var silo = ClusterUnderTest.Launch("Host=127.0.0.1;Port=1;Database=ticker;Username=ticker", [.. Account(), ("Ticker__Database__StartTimeout", "00:00:00"), (name, value)]);
        Assert.Equal(1, await silo.Exit(TimeSpan.FromSeconds(60)));
        Assert.Contains(named, Assert.Single(silo.Errors), StringComparison.Ordinal);
    }

    static (string Name, string Value)[] Account() =>
    [
        ("Ticker__Accounts__0__Id", "sim"), ("Ticker__Accounts__0__Broker", "simulator"), ("Ticker__Accounts__0__ApiKey", "key"), ("Ticker__Accounts__0__ApiSecret", "secret"),
        ("Ticker__Accounts__0__Rest", "http://127.0.0.1:1/"), ("Ticker__Accounts__0__Login", "http://127.0.0.1:1/"), ("Ticker__Accounts__0__Ticker", "ws://127.0.0.1:1/"),
    ];
}
