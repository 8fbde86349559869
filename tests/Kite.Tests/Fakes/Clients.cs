using Kite.Rest;

namespace Kite.Tests.Fakes;

static class Clients
{
    public const string Token = "acc-tok-1";

    public static KiteRestClient For(KiteAddresses addresses, TimeProvider? time = null) =>
        new(KiteRestClient.CreateHttpClient(), addresses, "simkey00", time ?? TimeProvider.System);

    public static PlaceOrder Order() => new()
    {
        Exchange = Exchanges.Nfo,
        Tradingsymbol = "NIFTY25NOV25000CE",
        TransactionType = TransactionTypes.Buy,
        OrderType = OrderTypes.Limit,
        Product = Products.Nrml,
        Quantity = 75,
        Price = 123.45m,
        Tag = "ab12",
    };
}
