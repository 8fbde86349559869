using Grains.Baskets;
using Grains.Interfaces.Baskets;
using Grains.Interfaces.Orders;
using Grains.Tests.Support;

namespace Grains.Tests.Baskets;

public sealed class BasketRulesTests
{
    static readonly OrderRequest s_buy = Samples.Request();
    static readonly OrderRequest s_sell = s_buy with { TransactionType = "SELL" };

    public static TheoryData<BasketRequest, string?> Shapes => new()
    {
        { new() { Legs = [s_buy] }, null },
        { new() { Legs = [] }, "no_legs" },
        { new() { Legs = [.. Enumerable.Repeat(s_buy, 21)] }, "too_many_legs" },
        { new() { Legs = [.. Enumerable.Repeat(s_buy, 20)] }, null },
        { new() { Legs = [s_buy], HedgeFirst = true, Sequential = false }, "hedge_first" },
        { new() { Kind = BasketKind.Oco, Legs = [s_sell] }, "oco_legs" },
        { new() { Kind = BasketKind.Oco, Legs = [s_sell, s_sell with { Price = 90 }] }, null },
        { new() { Kind = BasketKind.Oco, Legs = [s_sell, s_buy] }, "exits_differ" },
        { new() { Kind = BasketKind.Oco, Legs = [s_sell, s_sell with { Quantity = 150 }] }, "exits_differ" },
        { new() { Kind = BasketKind.Bracket, Legs = [s_buy, s_sell] }, "bracket_legs" },
        { new() { Kind = BasketKind.Bracket, Legs = [s_buy, s_sell, s_sell with { Price = 90 }] }, null },
        { new() { Kind = BasketKind.Bracket, Legs = [s_sell, s_sell, s_sell] }, "exits_differ" },
        { new() { Kind = BasketKind.Bracket, Legs = [s_buy with { Tradingsymbol = "OTHER" }, s_sell, s_sell] }, "exits_differ" },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_basket_s_own_rules_are_named(BasketRequest request, string? code) => Assert.Equal(code, BasketRules.Shape(request)?.Code);

    [Fact]
    public void Requests_that_ask_for_the_same_have_one_hash_and_others_another()
    {
        var request = new BasketRequest { Legs = [s_buy, s_sell] };
        var hash = BasketIdentity.PayloadHash(request);
        Assert.Equal(hash, BasketIdentity.PayloadHash(request with { RequestedBy = "somebody else" }));
        Assert.Distinct(new[]
        {
            hash, BasketIdentity.PayloadHash(request with { Legs = [s_sell, s_buy] }), BasketIdentity.PayloadHash(request with { Sequential = false }),
            BasketIdentity.PayloadHash(request with { HedgeFirst = true }), BasketIdentity.PayloadHash(request with { Kind = BasketKind.Oco }),
            BasketIdentity.PayloadHash(request with { Account = "other" }), BasketIdentity.PayloadHash(request with { Legs = [s_buy, s_sell with { Price = 1 }] }),
        });
    }

    [Fact]
    public void A_leg_s_key_is_an_idempotency_key() => Assert.True(Grains.Orders.OrderIdentity.IsKey(BasketIdentity.LegKey(BasketIdentity.Id("desk", new string('x', 64)), 19)));
}
