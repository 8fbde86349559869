using Grains.Interfaces.Orders;
using Grains.Orders;
using Grains.Tests.Support;
using Kite.Instruments;

namespace Grains.Tests.Orders;

public sealed class OrderRulesTests
{
    static readonly DateOnly Today = new(2025, 11, 21);
    static readonly FreezeQuantities Freeze = FreezeQuantities.Load();

    public static TheoryData<string, string> Shapes() => new()
    {
        { "transaction_type", "HOLD" }, { "transaction_type", "buy" }, { "order_type", "STOP" }, { "product", "BO" }, { "validity", "GTC" },
        { "quantity", "0" }, { "quantity", "-75" }, { "price", "" }, { "price", "0" }, { "price", "-1" },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_field_out_of_its_words_is_named(string field, string value)
    {
        var request = field switch
        {
            "transaction_type" => Samples.Request() with { TransactionType = value },
            "order_type" => Samples.Request() with { OrderType = value },
            "product" => Samples.Request() with { Product = value },
            "validity" => Samples.Request() with { Validity = value },
            "quantity" => Samples.Request() with { Quantity = int.Parse(value, System.Globalization.CultureInfo.InvariantCulture) },
            _ => Samples.Request() with { Price = value.Length == 0 ? null : decimal.Parse(value, System.Globalization.CultureInfo.InvariantCulture) },
        };
        var problem = OrderRules.Shape(request);
        Assert.Equal(("invalid_" + field, field), (problem!.Code, problem.Field));
        Assert.EndsWith(".", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_limit_order_and_a_market_order_pass()
    {
        Assert.Null(OrderRules.Shape(Samples.Request()));
        Assert.Null(OrderRules.Shape(Market(-1)));
        Assert.Null(OrderRules.Shape(Market(0.5m)));
        Assert.Null(OrderRules.Shape(Market(100)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-2)]
    [InlineData(101)]
    public void Protection_is_minus_one_or_a_percentage(int protection) => Assert.Equal("market_protection", OrderRules.Shape(Market(protection))!.Field);

    [Fact]
    public void What_belongs_to_the_other_order_type_is_refused()
    {
        Assert.Equal("price", OrderRules.Shape(Market(-1) with { Price = 5 })!.Field);
        Assert.Equal("resend_if_absent", OrderRules.Shape(Market(-1) with { ResendIfAbsent = true })!.Field);
        Assert.Equal("market_protection", OrderRules.Shape(Samples.Request() with { MarketProtection = -1 })!.Field);
    }

    public static TheoryData<string, string> Varieties() => new()
    {
        { "variety", "bo" }, { "trigger_price", "sl without" }, { "trigger_price", "limit with" }, { "price", "sl unfillable" }, { "price", "slm with" },
        { "validity_ttl", "ttl without" }, { "validity_ttl", "day with" }, { "validity", "sl ioc" }, { "disclosed_quantity", "too much" },
        { "product", "co" }, { "trigger_price", "co without" }, { "iceberg_legs", "one leg" }, { "iceberg_quantity", "odd legs" }, { "iceberg_legs", "regular with" },
        { "autoslice", "iceberg" }, { "deadline_ms", "zero" }, { "pool", "pinned" }, { "resend_if_absent", "sl" },
    };

    [Theory]
    [MemberData(nameof(Varieties))]
    public void What_does_not_belong_together_is_named(string field, string what)
    {
        var limit = Samples.Request();
        var sl = limit with { OrderType = "SL", TriggerPrice = 100 };
        var iceberg = limit with { Variety = "iceberg", Quantity = 300, IcebergLegs = 4, IcebergQuantity = 75 };
        Assert.Null(OrderRules.Shape(sl));
        Assert.Null(OrderRules.Shape(iceberg));
        Assert.Null(OrderRules.Shape(limit with { Variety = "co", Product = "MIS", TriggerPrice = 90 }));
        Assert.Null(OrderRules.Shape(limit with { Validity = "TTL", ValidityTtl = 5 }));
        var request = what switch
        {
            "bo" => limit with { Variety = "bo" },
            "sl without" => sl with { TriggerPrice = null },
            "limit with" => limit with { TriggerPrice = 99 },
            "sl unfillable" => sl with { TriggerPrice = 101 },
            "slm with" => sl with { OrderType = "SL-M" },
            "ttl without" => limit with { Validity = "TTL" },
            "day with" => limit with { ValidityTtl = 5 },
            "sl ioc" => sl with { Validity = "IOC" },
            "too much" => limit with { DisclosedQuantity = 76 },
            "co" => limit with { Variety = "co", TriggerPrice = 90 },
            "co without" => limit with { Variety = "co", Product = "MIS" },
            "one leg" => iceberg with { IcebergLegs = 1 },
            "odd legs" => iceberg with { IcebergLegs = 5 },
            "regular with" => limit with { IcebergLegs = 4 },
            "iceberg" => iceberg with { Autoslice = true },
            "zero" => limit with { DeadlineMs = 0 },
            "pinned" => limit with { Pool = "p" },
            _ => sl with { ResendIfAbsent = true },
        };
        Assert.Equal(("invalid_" + field, field), OrderRules.Shape(request) is { } problem ? (problem.Code, problem.Field) : default);
    }

    [Fact]
    public void What_the_exchange_takes_for_shares_alone_is_refused_for_options()
    {
        Assert.Equal("order_type", OrderRules.Instrument(Samples.Request() with { OrderType = "SL-M", Price = null, TriggerPrice = 100 }, Call(), Today, Freeze)!.Field);
        Assert.Equal("order_type", OrderRules.Instrument(Market(-1) with { Variety = "amo" }, Call(), Today, Freeze)!.Field);
        Assert.Equal("disclosed_quantity", OrderRules.Instrument(Samples.Request() with { DisclosedQuantity = 75 }, Call(), Today, Freeze)!.Field);
        Assert.Equal("trigger_price", OrderRules.Instrument(Samples.Request() with { OrderType = "SL", TriggerPrice = 100.01m }, Call(), Today, Freeze)!.Field);
        Assert.Null(OrderRules.Instrument(Samples.Request() with { Quantity = 18_000, Autoslice = true }, Call(), Today, Freeze));
        Assert.Equal("iceberg_quantity", OrderRules.Instrument(Samples.Request() with { Variety = "iceberg", Quantity = 3750, IcebergLegs = 2, IcebergQuantity = 1875 }, Call(), Today, Freeze)!.Field);
    }

    [Theory]
    [InlineData(75, "100.05", null)]
    [InlineData(1800, "100.05", null)]
    [InlineData(76, "100.05", "lot_size")]
    [InlineData(1875, "100.05", "freeze_quantity")]
    [InlineData(75, "100.06", "tick_size")]
    [InlineData(75, "100.0500", null)]
    public void Quantity_and_price_follow_the_contract(int quantity, string price, string? code)
    {
        var request = Samples.Request() with { Quantity = quantity, Price = decimal.Parse(price, System.Globalization.CultureInfo.InvariantCulture) };
        Assert.Equal(code, OrderRules.Instrument(request, Call(), Today, Freeze)?.Code);
    }

    [Fact]
    public void The_limit_that_is_named_is_a_multiple_of_the_lot()
    {
        var problem = OrderRules.Instrument(Samples.Request() with { Quantity = 65 * 28 }, Call() with { LotSize = 65 }, Today, Freeze);
        Assert.Contains("1755", problem!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(1801)]
    public void Too_many_are_too_many_whatever_the_lot(int quantity)
    {
        var problem = OrderRules.Instrument(Samples.Request() with { Quantity = quantity }, Call(), Today, Freeze);
        Assert.Equal("freeze_quantity", problem!.Code);
        Assert.DoesNotContain("-", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "75 would be.")]
    [InlineData(76, "75 and 150 would be.")]
    [InlineData(1799, "1725 and 1800 would be.")]
    public void Nearest_lots_are_named(int quantity, string hint)
    {
        var problem = OrderRules.Instrument(Samples.Request() with { Quantity = quantity }, Call(), Today, Freeze);
        Assert.EndsWith(": " + hint, problem!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nearest_ticks_are_named()
    {
        var problem = OrderRules.Instrument(Samples.Request() with { Price = 100.07m }, Call(), Today, Freeze);
        Assert.Contains("100.05 and 100.1", problem!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Expired_and_untradable_instruments_are_refused()
    {
        Assert.Equal("expired", OrderRules.Instrument(Samples.Request(), Call() with { Expiry = Today.AddDays(-1) }, Today, Freeze)!.Code);
        Assert.Null(OrderRules.Instrument(Samples.Request(), Call() with { Expiry = Today }, Today, Freeze));
        Assert.Equal("not_tradable", OrderRules.Instrument(Samples.Request(), Share() with { Segment = "INDICES" }, Today, Freeze)!.Code);
    }

    [Fact]
    public void Products_fit_the_kind_of_instrument()
    {
        Assert.Equal("product", OrderRules.Instrument(Samples.Request() with { Product = "CNC" }, Call(), Today, Freeze)!.Field);
        Assert.Equal("product", OrderRules.Instrument(Samples.Request(), Share(), Today, Freeze)!.Field);
        Assert.Null(OrderRules.Instrument(Samples.Request() with { Product = "CNC" }, Share(), Today, Freeze));
    }

    [Theory]
    [InlineData("99.95", true)]
    [InlineData("100", false)]
    [InlineData("200", false)]
    [InlineData("200.05", true)]
    public void Prices_stay_within_todays_limits(string price, bool broken)
    {
        var request = Samples.Request() with { Price = decimal.Parse(price, System.Globalization.CultureInfo.InvariantCulture) };
        Assert.Equal(broken, OrderRules.Circuit(request, new CircuitLimits(100, 200)) is { Code: "circuit_limit", Field: "price" });
    }

    [Theory]
    [InlineData("NFO", "BANKNIFTY", "2025-08-31", 600)]
    [InlineData("NFO", "BANKNIFTY", "2025-09-01", 900)]
    [InlineData("NFO", "BANKNIFTY", "2025-12-01", 600)]
    [InlineData("NFO", "FINNIFTY", "2025-12-15", 1200)]
    [InlineData("NFO", "FINNIFTY", "2026-02-01", 1800)]
    [InlineData("NFO", "NIFTY", "2020-01-01", 1800)]
    [InlineData("BFO", "SENSEX", "2026-01-01", 1000)]
    [InlineData("NFO", "RELIANCE", "2026-01-01", 100_000)]
    public void Freeze_quantities_have_their_dates(string exchange, string underlying, string day, int quantity) =>
        Assert.Equal(quantity, Freeze.Of(exchange, underlying, DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture)));

    static OrderRequest Market(decimal protection) => Samples.Request() with { OrderType = "MARKET", Price = null, MarketProtection = protection };

    static Instrument Call() =>
        new(1, 1, "NFO", "NIFTY25NOV26000CE", "NIFTY", Today.AddDays(4), 26000, 0.05m, 75, InstrumentType.Ce, "NFO-OPT");

    static Instrument Share() => new(2, 2, "NSE", "INFY", "INFOSYS", null, 0, 0.05m, 1, InstrumentType.Eq, "NSE");
}
