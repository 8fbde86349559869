using System.Net;
using Grains.Tests.Support;
using Grains.Webhooks;
using Microsoft.Extensions.Options;

namespace Grains.Tests.Webhooks;

/// <summary>Where a webhook may point, when it is registered and when it is called.</summary>
public sealed class WebhookTargetTests
{
    sealed class Names(params string[] addresses) : IAddressResolver
    {
        public string[] Addresses { get; set; } = addresses;

        public Task<IPAddress[]> Resolve(string host, CancellationToken cancellationToken) =>
            Task.FromResult(Addresses.Select(IPAddress.Parse).ToArray());
    }

    static OptionsWrapper<WebhookOptions> Options(bool allowPrivate = false, bool allowHttp = false) =>
        new(new() { AllowPrivate = allowPrivate, AllowHttp = allowHttp });

    static async Task<string?> Check(string url, params string[] addresses) => (await new WebhookTarget(new Names(addresses), Options()).Check(url, default)).Problem;

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.255.255.254", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("172.32.0.1", true)]
    [InlineData("192.168.1.1", false)]
    [InlineData("192.0.0.192", false)]
    [InlineData("198.18.0.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("::127.0.0.1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fc00::1", false)]
    [InlineData("fd12:3456::1", false)]
    [InlineData("fec0::1", false)]
    [InlineData("ff02::1", false)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("2001::1", false)]
    [InlineData("2001:db8::1", false)]
    public void Only_addresses_of_the_public_internet_are_public(string address, bool isPublic) =>
        Assert.Equal(isPublic, PublicAddress.Is(IPAddress.Parse(address)));

    [Theory]
    [InlineData("https://127.0.0.1/hook")]
    [InlineData("https://2130706433/hook")]
    [InlineData("https://0x7f.1/hook")]
    [InlineData("https://[::1]/hook")]
    [InlineData("https://[::ffff:169.254.169.254]/latest/meta-data")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("https://10.0.0.1")]
    [InlineData("http://hooks.example/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://hooks.example/")]
    [InlineData("https://user:pass@hooks.example/")]
    [InlineData("https://hooks.example/#part")]
    [InlineData("//hooks.example")]
    [InlineData("")]
    public async Task What_may_not_be_called_is_invalid(string url) => Assert.Contains("invalid", await Check(url, "93.184.216.34"), StringComparison.Ordinal);

    [Fact]
    public async Task A_name_is_looked_up_and_every_one_of_its_addresses_counts()
    {
        Assert.Null(await Check("https://hooks.example/a?b=c", "93.184.216.34"));
        Assert.Contains("invalid", await Check("https://hooks.example/", "93.184.216.34", "10.0.0.1"), StringComparison.Ordinal);
        Assert.Contains("no address", await Check("https://hooks.example/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_points_to_this_machine_after_its_registration_is_not_called()
    {
        await using var server = new RawHttp((_, _) => RawHttp.Ok());
        var names = new Names("93.184.216.34");
        var options = Options(allowHttp: true);
        var target = new WebhookTarget(names, options);
        var url = new Uri($"http://rebound.example:{server.Address.Port}/");
        Assert.Null((await target.Check(url.ToString(), default)).Problem);
        names.Addresses = ["127.0.0.1"];
        using var sender = new WebhookSender(target, options, TimeProvider.System);
        Assert.Contains("not on the public internet", await sender.Send(url, "secret", "evt_1", "order.placed", 1, [1], default), StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_redirect_to_this_machine_is_not_followed()
    {
        await using var inner = new RawHttp((_, _) => RawHttp.Ok());
        await using var server = new RawHttp((_, _) => RawHttp.Ok("", "307 Temporary Redirect", $"Location: {inner.Address}\r\n"));
        var options = Options(allowPrivate: true, allowHttp: true);
        using var sender = new WebhookSender(new(new SystemResolver(), options), options, TimeProvider.System);
        Assert.Contains("307", await sender.Send(server.Address, "secret", "evt_1", "order.placed", 1, [1], default), StringComparison.Ordinal);
        Assert.Empty(inner.Requests);
    }
}
