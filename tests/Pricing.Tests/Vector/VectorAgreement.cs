using FsCheck;
using FsCheck.Fluent;
using Pricing.Vector;

namespace Pricing.Tests.Vector;

/// <summary>Every width against the scalar path, within the gates; and a row against itself in other company.</summary>
public class VectorAgreement
{
    private const int RowsPerCase = 100;

    [Theory]
    [InlineData(PricingModel.Black76)]
    [InlineData(PricingModel.BlackScholesMerton)]
    public void Every_width_agrees_with_the_scalar_path_within_the_gates(PricingModel model) => Check.All(
        Contract.Extreme.Generator.ArrayOf(RowsPerCase).ToArbitrary(),
        contracts =>
        {
            var rows = Fill(contracts, model);
            rows.Run(model, SimdWidth.Scalar);
            var (volatilities, statuses, greeks) = rows.Snapshot();
            foreach (var width in Widths.All)
            {
                rows.Run(model, width);
                for (var i = 0; i < contracts.Length; i++)
                {
                    var gates = new Gates(rows, i, model, greeks[i]);
                    Assert.True(
                        rows.Statuses[i] == statuses[i] && gates.Volatility(volatilities[i], rows.Volatilities[i]) && gates.Greeks(rows.Greeks[i]),
                        $"{width}, {contracts[i]}: {statuses[i]} {volatilities[i]:R} {greeks[i]}, "
                            + $"{rows.Statuses[i]} {rows.Volatilities[i]:R} {rows.Greeks[i]}");
                }
            }

            return true;
        },
        500);

    [Fact]
    public void A_row_does_not_depend_on_its_neighbours_or_its_place() => Check.All(
        Contract.Extreme.Generator.ArrayOf(70).ToArbitrary(),
        contracts =>
        {
            var rows = Fill(contracts, PricingModel.Black76);
            var turned = Fill([.. contracts.Reverse()], PricingModel.Black76);
            foreach (var width in Widths.All)
            {
                rows.Run(PricingModel.Black76, width);
                turned.Run(PricingModel.Black76, width);
                if (!rows.Volatilities.Reverse().SequenceEqual(turned.Volatilities) || !rows.Greeks.Reverse().SequenceEqual(turned.Greeks)
                    || !rows.Statuses.Reverse().SequenceEqual(turned.Statuses))
                    return false;
            }

            return true;
        },
        200);

    [Fact]
    public void All_widths_give_the_same_bits() => Check.All(
        Contract.Usual.Generator.ArrayOf(70).ToArbitrary(),
        contracts =>
        {
            var rows = Fill(contracts, PricingModel.BlackScholesMerton);
            rows.Run(PricingModel.BlackScholesMerton, SimdWidth.Bits512);
            var (volatilities, _, greeks) = rows.Snapshot();
            rows.Run(PricingModel.BlackScholesMerton, SimdWidth.Bits256);
            var isSame = volatilities.SequenceEqual(rows.Volatilities) && greeks.SequenceEqual(rows.Greeks);
            rows.Run(PricingModel.BlackScholesMerton, SimdWidth.Bits128);
            return isSame && volatilities.SequenceEqual(rows.Volatilities) && greeks.SequenceEqual(rows.Greeks);
        },
        200);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(200)]
    public void A_chain_of_any_length_is_its_rows_one_by_one(int count)
    {
        var chain = new Widths(count);
        for (var i = 0; i < count; i++)
        {
            var (right, strike) = ((OptionRight)(i % 2), 22000 + 20.0 * i);
            chain.Set(i, right, 24000, strike, 0.03, 0.065, 0.065, 0.15, Math.Round(Black76.Price(right, 24000, strike, 0.03, 0.065, 0.15) * 20) / 20);
        }

        if (count == 0)
        {
            ChainPricer.ImpliedVolatilities(new(24000, 0.03, 0.065), [], [], [], [], []);
            return;
        }

        foreach (var width in Widths.All)
        {
            chain.RunChain(width);
            var (volatilities, statuses, greeks) = chain.Snapshot();
            chain.Run(PricingModel.Black76, width);
            Assert.Equal(statuses, chain.Statuses);
            for (var i = 0; i < count; i++)
            {
                var gates = new Gates(chain, i, PricingModel.Black76, greeks[i]);
                Assert.True(gates.Volatility(volatilities[i], chain.Volatilities[i]) && gates.Greeks(chain.Greeks[i]), $"row {i}, {width}");
            }
        }
    }

    private static Widths Fill(Contract[] contracts, PricingModel model)
    {
        var rows = new Widths(contracts.Length);
        for (var i = 0; i < contracts.Length; i++)
        {
            var c = contracts[i] with { OnSpot = model == PricingModel.BlackScholesMerton };
            rows.Set(i, c.Right, c.Forward, c.Strike, c.Years, c.Rate, c.Yield, c.Volatility, c.Price());
        }

        return rows;
    }
}
