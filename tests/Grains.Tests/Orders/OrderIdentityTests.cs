using Grains.Orders;
using Grains.Tests.Support;

namespace Grains.Tests.Orders;

public sealed class OrderIdentityTests
{
    [Fact]
    public void Tag_and_id_follow_from_the_identity_alone()
    {
        var tag = OrderIdentity.Tag("desk", "k-1");
        Assert.Equal(tag, OrderIdentity.Tag("desk", "k-1"));
        Assert.Matches("^[A-Z2-7]{20}$", tag);
        Assert.Matches("^o[a-z2-7]{20}$", OrderIdentity.Id("desk", "k-1"));
        Assert.NotEqual(tag, OrderIdentity.Id("desk", "k-1")[1..].ToUpperInvariant());
    }

    [Fact]
    public void Neighbouring_identities_and_slices_share_nothing()
    {
        var tags = new[]
        {
            OrderIdentity.Tag("desk", "k1"), OrderIdentity.Tag("desk", "k1", 1), OrderIdentity.Tag("desk", "k11"), OrderIdentity.Tag("des", "kk1"),
            OrderIdentity.Tag("k1", "desk"),
        };
        Assert.Equal(tags.Length, tags.Distinct().Count());
        var many = Enumerable.Range(0, 20_000).Select(i => OrderIdentity.Tag("desk", $"k{i}")).ToHashSet();
        Assert.Equal(20_000, many.Count);
        Assert.All(Enumerable.Range(0, 20), at => Assert.Equal(32, many.Select(t => t[at]).Distinct().Count()));
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("A-z_0.9", true)]
    [InlineData("", false)]
    [InlineData("a b", false)]
    [InlineData("a:b", false)]
    [InlineData("é", false)]
    public void Keys_are_plain(string key, bool valid) => Assert.Equal(valid, OrderIdentity.IsKey(key));

    [Fact]
    public void Keys_end_at_64_characters()
    {
        Assert.True(OrderIdentity.IsKey(new string('a', 64)));
        Assert.False(OrderIdentity.IsKey(new string('a', 65)));
    }

    [Fact]
    public void The_hash_knows_every_field_but_who_asked()
    {
        var request = Samples.Request();
        var hash = OrderIdentity.PayloadHash(request);
        Assert.Equal(hash, OrderIdentity.PayloadHash(request with { RequestedBy = "somebody" }));
        Assert.Equal(hash, OrderIdentity.PayloadHash(request with { Price = 100.0500m }));
        var others = new[]
        {
            request with { Account = "auto" }, request with { Exchange = "BFO" }, request with { Tradingsymbol = "X" },
            request with { TransactionType = "SELL" },
            request with { OrderType = "MARKET" }, request with { Product = "MIS" }, request with { Quantity = 150 }, request with { Price = 100.10m },
            request with { Price = null }, request with { Validity = "IOC" }, request with { MarketProtection = 2 }, request with { ResendIfAbsent = true },
            request with { Variety = "amo" }, request with { TriggerPrice = 99 }, request with { ValidityTtl = 5 }, request with { DisclosedQuantity = 5 },
            request with { IcebergLegs = 5 }, request with { IcebergQuantity = 5 }, request with { Autoslice = true }, request with { DeadlineMs = 5 },
            request with { Pool = "p" },
        };
        Assert.Equal(others.Length + 1, others.Select(OrderIdentity.PayloadHash).Append(hash).Distinct().Count());
    }

    [Fact]
    public void A_market_order_gets_the_brokers_own_protection()
    {
        var market = Samples.Request() with { OrderType = "MARKET", Price = null };
        Assert.Equal(-1, OrderIdentity.Normalise(market).MarketProtection);
        Assert.Equal(3, OrderIdentity.Normalise(market with { MarketProtection = 3 }).MarketProtection);
        Assert.Null(OrderIdentity.Normalise(Samples.Request()).MarketProtection);
    }

    [Fact]
    public void A_grain_key_splits_at_its_first_colon()
    {
        Assert.Equal(("desk", "k"), OrderIdentity.Split("desk:k"));
        Assert.Equal(("", "k"), OrderIdentity.Split("k"));
        Assert.Equal(("", ":k"), OrderIdentity.Split(":k"));
    }
}
