using Gateway.Hosting;
using Microsoft.Extensions.Configuration;
using Silo;

namespace Gateway.Tests.Hosting;

public class ListenAddressTests
{
    static IReadOnlyList<string> Read(string? urls) => ListenAddress.Read(new ConfigurationBuilder().AddInMemoryCollection([new("urls", urls)]).Build());

    [Fact]
    public void Without_a_setting_it_is_loopback_only()
    {
        Assert.Equal([ListenAddress.Default], Read(null));
        Assert.Equal([ListenAddress.Default], Read(""));
        Assert.True(ListenAddress.AreLoopback(Read(null)));
    }

    [Fact]
    public void Several_are_parted_by_semicolons() => Assert.Equal(["http://127.0.0.1:1", "https://[::1]:2"], Read("http://127.0.0.1:1; https://[::1]:2;"));

    [Theory]
    [InlineData("nonsense")]
    [InlineData("ftp://127.0.0.1:1")]
    [InlineData("127.0.0.1:8080")]
    [InlineData("http://127.0.0.1:8080;8081")]
    public void What_is_no_address_is_named(string urls)
    {
        var e = Assert.Throws<StartupException>(() => Read(urls));
        Assert.Contains("ASPNETCORE_URLS", e.Message, StringComparison.Ordinal);
        Assert.Contains(urls.Split(';')[^1], e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://localhost:1;http://127.0.0.2:1;http://[::1]:1", true)]
    [InlineData("http://127.0.0.1:1;http://10.0.0.1:1", false)]
    [InlineData("http://*:1", false)]
    [InlineData("http://+:1", false)]
    [InlineData("http://0.0.0.0:1", false)]
    [InlineData("http://[::]:1", false)]
    [InlineData("http://localhost.evil.example:1", false)]
    public void It_is_loopback_when_every_address_is(string urls, bool loopback) => Assert.Equal(loopback, ListenAddress.AreLoopback(Read(urls)));

    [Fact]
    public void Names_are_hosts_and_wildcards_are_not() =>
        Assert.Equal(["ticker.example", "127.0.0.1"], ListenAddress.Hosts(Read("http://ticker.example:1;http://*:2;http://+:3;http://0.0.0.0:4;http://[::]:5;http://127.0.0.1:6")));
}
