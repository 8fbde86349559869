using FsCheck;
using FsCheck.Fluent;
using Pricing.Vector;

namespace Pricing.Tests.Vector;

/// <summary>The properties of the models, 100,000 options each, on the widest width; the widths agree to the bit (see VectorAgreement).</summary>
public class VectorProperties
{
    private const int RowsPerCase = 500;
    private const int Cases = 200;

    [Fact]
    public void Calls_and_puts_share_gamma_and_vega_and_obey_parity() => Holds(Contract.Extreme, rows =>
    {
        var other = Copy(rows);
        for (var i = 0; i < RowsPerCase; i++)
            other.Rights[i] = rows.Rights[i] == OptionRight.Call ? OptionRight.Put : OptionRight.Call;
        Evaluate(rows, other);
        return All(i =>
        {
            var (a, b) = (rows.Greeks[i], other.Greeks[i]);
            var discount = Math.Exp(-rows.Rates[i] * rows.Years[i]);
            var parity = (rows.Rights[i] == OptionRight.Call ? 1 : -1) * discount * (rows.Levels[i] - rows.Strikes[i]);
            return a.Gamma == b.Gamma && a.VegaPerPoint == b.VegaPerPoint && Math.Abs(a.Price - b.Price - parity) <= 8 * Contract.Unit * Scale(rows, i);
        });
    });

    [Fact]
    public void Scaling_by_a_power_of_two_scales_the_price_exactly_and_leaves_the_volatility() => Holds(Contract.Extreme, rows =>
    {
        var other = Copy(rows);
        for (var i = 0; i < RowsPerCase; i++)
            (other.Levels[i], other.Strikes[i], other.Prices[i]) = (64 * rows.Levels[i], 64 * rows.Strikes[i], 64 * rows.Prices[i]);
        Evaluate(rows, other);
        return All(i => other.Greeks[i].Price == 64 * rows.Greeks[i].Price && other.Greeks[i].Delta == rows.Greeks[i].Delta
            && other.Statuses[i] == rows.Statuses[i] && other.Volatilities[i].Equals(rows.Volatilities[i]));
    });

    [Fact]
    public void A_price_inverts_to_its_volatility() => Holds(Contract.Extreme, rows =>
    {
        Evaluate(rows);
        return All(i =>
        {
            if (rows.Statuses[i] != PricingStatus.Ok)
                return double.IsNaN(rows.Volatilities[i]);
            var condition = (rows.Greeks[i].Price + 2 * Scale(rows, i)) / (100 * rows.Sigmas[i] * rows.Greeks[i].VegaPerPoint);
            return condition > 1e13 || Math.Abs(rows.Volatilities[i] / rows.Sigmas[i] - 1) <= 8 * (1 + condition) * Contract.Unit;
        });
    });

    [Fact]
    public void Prices_are_monotonic_in_volatility_strike_and_undiscounted_time() => Holds(Contract.Extreme, rows =>
    {
        var (volatile_, higher, later, plain) = (Copy(rows), Copy(rows), Copy(rows), Copy(rows));
        for (var i = 0; i < RowsPerCase; i++)
        {
            volatile_.Sigmas[i] *= 1.001;
            higher.Strikes[i] *= 1.0001;
            later.Years[i] *= 1.001;
            (plain.Rates[i], later.Rates[i]) = (0, 0);
        }

        Evaluate(rows, volatile_, higher, later, plain);
        return All(i =>
        {
            var slack = 2 * Contract.Unit * Scale(rows, i);
            var byStrike = higher.Greeks[i].Price - rows.Greeks[i].Price;
            return volatile_.Greeks[i].Price >= rows.Greeks[i].Price - slack
                && (rows.Rights[i] == OptionRight.Call ? -byStrike : byStrike) >= -slack
                && later.Greeks[i].Price >= plain.Greeks[i].Price - 2 * Contract.Unit * Math.Max(rows.Levels[i], rows.Strikes[i]);
        });
    });

    [Fact]
    public void Greeks_are_the_slopes_of_the_price() => Holds(Contract.Usual, rows =>
    {
        var (up, down, more, less, sooner, later) = (Copy(rows), Copy(rows), Copy(rows), Copy(rows), Copy(rows), Copy(rows));
        for (var i = 0; i < RowsPerCase; i++)
        {
            var step = Step(rows, i);
            (up.Levels[i], down.Levels[i]) = (rows.Levels[i] * (1 + step), rows.Levels[i] * (1 - step));
            (more.Sigmas[i], less.Sigmas[i]) = (rows.Sigmas[i] * (1 + 1e-4), rows.Sigmas[i] * (1 - 1e-4));
            (sooner.Years[i], later.Years[i]) = (rows.Years[i] * (1 - 1e-4), rows.Years[i] * (1 + 1e-4));
        }

        Evaluate(rows, up, down, more, less, sooner, later);
        return All(i =>
        {
            var g = rows.Greeks[i];
            var h = Step(rows, i) * rows.Levels[i];
            bool Near(Widths a, Widths b, double width, double expected) =>
                Math.Abs((a.Greeks[i].Price - b.Greeks[i].Price) / width - expected)
                    <= 1e-5 * Math.Abs(expected) + 16 * Contract.Unit * Scale(rows, i) / width + 1e-6 * g.VegaPerPoint * rows.Sigmas[i];
            return Near(up, down, 2 * h, g.Delta) && Near(more, less, 2e-4 * rows.Sigmas[i], 100 * g.VegaPerPoint)
                && Near(sooner, later, 2e-4 * rows.Years[i], 365 * g.ThetaPerDay)
                && Math.Abs((up.Greeks[i].Delta - down.Greeks[i].Delta) / (2 * h) - g.Gamma) <= 1e-5 * g.Gamma + 1e-12 / h;
        });
    });

    private static double Step(Widths rows, int i) => 1e-4 * Math.Min(rows.Sigmas[i] * Math.Sqrt(rows.Years[i]), 1);

    private static double Scale(Widths rows, int i) => Math.Max(rows.Levels[i], rows.Strikes[i]) * Math.Exp(-rows.Rates[i] * rows.Years[i]);

    private static bool All(Func<int, bool> holds)
    {
        for (var i = 0; i < RowsPerCase; i++)
        {
            if (!holds(i))
                return false;
        }

        return true;
    }

    private static void Holds(Arbitrary<Contract> contracts, Func<Widths, bool> property) =>
        Check.All(contracts.Generator.ArrayOf(RowsPerCase).ToArbitrary(), c => property(Fill(c)), Cases);

    private static Widths Fill(Contract[] contracts)
    {
        var rows = new Widths(contracts.Length);
        for (var i = 0; i < contracts.Length; i++)
        {
            var c = contracts[i] with { OnSpot = false };
            rows.Set(i, c.Right, c.Forward, c.Strike, c.Years, c.Rate, c.Rate, c.Volatility, c.Price());
        }

        return rows;
    }

    private static Widths Copy(Widths rows)
    {
        var copy = new Widths(RowsPerCase);
        for (var i = 0; i < RowsPerCase; i++)
            copy.Set(i, rows.Rights[i], rows.Levels[i], rows.Strikes[i], rows.Years[i], rows.Rates[i], rows.Rates[i], rows.Sigmas[i], rows.Prices[i]);
        return copy;
    }

    private static void Evaluate(params Widths[] all)
    {
        foreach (var rows in all)
            rows.Run(PricingModel.Black76, SimdWidth.Widest);
    }
}
