namespace Pricing.Tests;

public class ModelProperties
{
    [Fact]
    public void Calls_and_puts_obey_parity() => Check.All(Contract.Extreme, c =>
    {
        var call = (c with { Right = OptionRight.Call }).Price();
        var put = (c with { Right = OptionRight.Put }).Price();
        var legs = c.Forward * Math.Exp(-(c.OnSpot ? c.Yield : c.Rate) * c.Years) - c.Strike * Math.Exp(-c.Rate * c.Years);
        return Math.Abs(call - put - legs) <= 8 * Contract.Unit * c.Scale;
    });

    [Fact]
    public void Calls_and_puts_share_gamma_and_vega() => Check.All(Contract.Extreme, c =>
    {
        var call = (c with { Right = OptionRight.Call }).Greeks();
        var put = (c with { Right = OptionRight.Put }).Greeks();
        return call.Gamma == put.Gamma && call.VegaPerUnit == put.VegaPerUnit;
    });

    [Fact]
    public void Price_does_not_fall_with_volatility() => Check.All(Contract.Extreme, c =>
        (c with { Volatility = c.Volatility * 1.001 }).Price() >= c.Price() - 2 * Contract.Unit * c.Scale);

    [Fact]
    public void Price_rises_with_volatility_where_vega_is_felt() => Check.All(Contract.Usual, c =>
        c.Greeks().VegaPerUnit < 1e-6 || (c with { Volatility = c.Volatility * 1.001 }).Price() > c.Price());

    [Fact]
    public void Calls_fall_and_puts_rise_with_the_strike() => Check.All(Contract.Extreme, c =>
    {
        var change = (c with { Strike = c.Strike * 1.0001 }).Price() - c.Price();
        return (c.Right == OptionRight.Call ? -change : change) >= -2 * Contract.Unit * c.Scale;
    });

    [Fact]
    public void Undiscounted_prices_do_not_fall_with_time() => Check.All(Contract.Extreme, c =>
    {
        var plain = c with { Rate = 0, Yield = 0 };
        return (plain with { Years = c.Years * 1.001 }).Price() >= plain.Price() - 2 * Contract.Unit * c.Scale;
    });

    [Fact]
    public void Prices_stay_within_their_bounds() => Check.All(Contract.Extreme, c =>
    {
        var price = c.Price();
        var (asset, cash) = (c.Forward * Math.Exp(-(c.OnSpot ? c.Yield : c.Rate) * c.Years), c.Strike * Math.Exp(-c.Rate * c.Years));
        var (most, least) = c.Right == OptionRight.Call ? (asset, asset - cash) : (cash, cash - asset);
        var slack = 4 * Contract.Unit * c.Scale;
        return price >= Math.Max(least, 0) - slack && price <= most + slack;
    });

    [Fact]
    public void Scaling_by_a_power_of_two_scales_the_price_exactly() => Check.All(Contract.Extreme, c =>
    {
        var scaled = c with { Forward = c.Forward * 64, Strike = c.Strike * 64 };
        var status = c.Invert(c.Price(), out var volatility);
        return scaled.Price() == 64 * c.Price() && scaled.Greeks().Delta == c.Greeks().Delta
            && scaled.Invert(scaled.Price(), out var same) == status && same.Equals(volatility);
    });

    [Fact]
    public void Scaling_by_any_factor_scales_the_price() => Check.All(Contract.Usual, c =>
    {
        var scaled = c with { Forward = c.Forward * 1.7, Strike = c.Strike * 1.7 };
        return Math.Abs(scaled.Price() - 1.7 * c.Price()) <= 16 * Contract.Unit * scaled.Scale;
    });

    [Fact]
    public void The_price_alone_is_that_of_the_greeks() => Check.All(Contract.Extreme, c => c.Price() == c.Greeks().Price);

    [Fact]
    public void A_price_inverts_to_its_volatility() => Check.All(Contract.Extreme, c =>
    {
        var price = c.Price();
        var greeks = c.Greeks();
        var status = c.Invert(price, out var volatility);
        if (status != PricingStatus.Ok)
            return double.IsNaN(volatility);

        // One unit in price, spot or strike moves the volatility by this many units.
        var condition = (price + 2 * c.Scale) / (c.Volatility * greeks.VegaPerUnit);
        return condition > 1e13 || Math.Abs(volatility / c.Volatility - 1) <= 8 * (1 + condition) * Contract.Unit;
    });

    [Fact]
    public void A_volatility_gives_back_its_price() => Check.All(Contract.Usual, c =>
    {
        var price = c.Price();
        return c.Invert(price, out var volatility) != PricingStatus.Ok
            || Math.Abs((c with { Volatility = volatility }).Price() - price) <= 16 * Contract.Unit * c.Scale;
    });
}
