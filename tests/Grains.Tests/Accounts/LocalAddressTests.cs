using System.Net;
using Grains.Accounts;
using Grains.Tests.Support;
using Kite;
using Microsoft.Extensions.Options;

namespace Grains.Tests.Accounts;

/// <summary>What a broker sees of where requests come from.</summary>
public sealed class LocalAddressTests
{
    static AccountOptions Account(RawHttp server, string? local) => new()
    {
        Id = "a", ApiKey = "k", LocalAddress = local, Addresses = new(server.Address, server.Address, new Uri("ws://127.0.0.1:1")),
    };

    static BrokerClients Clients(AccountRegistry accounts) => new(accounts, new OptionsWrapper<BrokerOptions>(new()), TimeProvider.System);

    [Theory]
    [InlineData("127.0.0.2", "127.0.0.2")]
    [InlineData(null, "127.0.0.1")]
    public async Task Orders_leave_through_the_accounts_own_address(string? local, string seen)
    {
        await using var server = new RawHttp((_, _) => RawHttp.Ok("""{"status":"success","data":{"order_id":"7"}}"""));
        using var clients = Clients(new([Account(server, local)]));
        var placed = await clients.For("a").PlaceAsync("token", "regular", new() { Exchange = "NFO", Tradingsymbol = "X", TransactionType = "BUY", OrderType = "MARKET", Product = "NRML", Quantity = 1 }, default);
        Assert.Equal("7", placed.Value);
        Assert.Equal(IPAddress.Parse(seen), Assert.Single(server.Requests).From);
    }

    [Fact]
    public async Task An_address_that_this_machine_does_not_have_sends_nothing()
    {
        await using var server = new RawHttp((_, _) => RawHttp.Ok());
        using var clients = Clients(new([Account(server, "192.0.2.1")]));
        var placed = await clients.For("a").PlaceAsync("token", "regular", new() { Exchange = "NFO", Tradingsymbol = "X", TransactionType = "BUY", OrderType = "MARKET", Product = "NRML", Quantity = 1 }, default);
        Assert.Equal(OutcomeKind.NotExecuted, placed.Kind);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task An_account_whose_settings_change_gets_another_client()
    {
        await using var server = new RawHttp((_, _) => RawHttp.Ok());
        var registry = new AccountRegistry([Account(server, null)]);
        using var clients = Clients(registry);
        var first = clients.For("a");
        Assert.Same(first, clients.For("a"));
        registry.Replace([Account(server, "127.0.0.2")], null);
        Assert.NotSame(first, clients.For("a"));
    }
}
