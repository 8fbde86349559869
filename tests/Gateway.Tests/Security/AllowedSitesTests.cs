using Gateway.Security;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Security;

public class AllowedSitesTests
{
    readonly AllowedSites sites = new(["ticker.example"], ["https://desk.example"]);

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("LOCALHOST", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.9.9.9", true)]
    [InlineData("[::1]", true)]
    [InlineData("ticker.example", true)]
    [InlineData("Ticker.Example", true)]
    [InlineData("evil.example", false)]
    [InlineData("ticker.example.evil.example", false)]
    [InlineData("localhost.evil.example", false)]
    [InlineData("10.0.0.1", false)]
    [InlineData("", false)]
    public void A_host_is_loopback_or_listed(string host, bool allowed) => Assert.Equal(allowed, sites.AllowsHost(host));

    [Theory]
    [InlineData("http://127.0.0.1:8080", true)]
    [InlineData("https://desk.example", true)]
    [InlineData("http://127.0.0.1:9090", false)]
    [InlineData("https://127.0.0.1:8080", false)]
    [InlineData("http://desk.example", false)]
    [InlineData("http://evil.example", false)]
    [InlineData("null", false)]
    public void An_origin_is_the_pages_own_or_listed(string origin, bool allowed)
    {
        var http = new DefaultHttpContext();
        (http.Request.Scheme, http.Request.Host) = ("http", new HostString("127.0.0.1:8080"));
        Assert.Equal(allowed, sites.AllowsOrigin(origin, http.Request));
    }
}
