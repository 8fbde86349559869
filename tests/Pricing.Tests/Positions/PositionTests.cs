using Pricing.Positions;

namespace Pricing.Tests.Positions;

public class PositionTests
{
    private const double Forward = 24000;
    private const double Years = 0.05;

    [Fact]
    public void Greeks_of_a_position_are_the_sums_of_its_legs()
    {
        PositionLeg[] legs = [Option(OptionRight.Call, 24000, 75, 300), Option(OptionRight.Put, 23500, -150, 120), Future(-25, 23900)];
        var call = Black76.Greeks(OptionRight.Call, Forward, 24000, Years, 0.065, 0.13);
        var put = Black76.Greeks(OptionRight.Put, Forward, 23500, Years, 0.065, 0.13);
        var sum = PositionGreeks.Of(legs);
        Assert.Equal(75 * call.Price - 150 * put.Price - 2500, sum.Value, 1e-9);
        Assert.Equal(75 * (call.Price - 300) - 150 * (put.Price - 120) - 2500, sum.Gain, 1e-9);
        Assert.Equal(75 * call.Delta - 150 * put.Delta - 25, sum.Delta, 1e-12);
        Assert.Equal(75 * call.Gamma - 150 * put.Gamma, sum.Gamma, 1e-15);
        Assert.Equal(75 * call.ThetaPerDay - 150 * put.ThetaPerDay, sum.ThetaPerDay, 1e-9);
        Assert.Equal(75 * call.VegaPerPoint - 150 * put.VegaPerPoint, sum.VegaPerPoint, 1e-9);
        Assert.Equal(75 * call.RhoPerPoint - 150 * put.RhoPerPoint, sum.RhoPerPoint, 1e-9);
    }

    [Fact]
    public void Cash_figures_are_what_a_percent_moves()
    {
        PositionLeg[] legs = [Option(OptionRight.Call, 24000, 75, 0), Future(-25, 23900)];
        PositionLeg[] Legs(double factor) => [.. legs.Select(l => l with { Forward = Forward * factor })];
        var here = PositionGreeks.Of(Legs(1));
        var (up, down) = (PositionGreeks.Of(Legs(1.0001)), PositionGreeks.Of(Legs(0.9999)));
        Assert.Equal((up.Value - down.Value) / 0.02, here.DeltaCashPerPercent, 1e-3 * Math.Abs(here.DeltaCashPerPercent));
        Assert.Equal((up.DeltaCashPerPercent - down.DeltaCashPerPercent) / 0.02, here.GammaCashPerPercent, 1e-3 * Math.Abs(here.GammaCashPerPercent));
    }

    [Fact]
    public void A_leg_without_numbers_leaves_no_sum() =>
        Assert.Equal(
            double.NaN,
            PositionGreeks.Of([Option(OptionRight.Call, 24000, 75, 0), Option(OptionRight.Put, 24000, 75, 0) with { Volatility = double.NaN }]).Delta);

    [Fact]
    public void A_straddle_sold_has_two_break_evens_and_no_bound_on_its_loss()
    {
        var profile = PayoffProfile.Of([Option(OptionRight.Call, 24000, -75, 310), Option(OptionRight.Put, 24000, -75, 290)]);
        Assert.Equal([23400, 24600], profile.BreakEvens);
        Assert.Equal((75 * 600, double.NegativeInfinity), (profile.MaxGain, profile.MaxLoss));
        Assert.Equal([(0, -75 * 23400), (24000, 75 * 600)], profile.Points);
        Assert.Equal(-75, profile.SlopeAbove);
    }

    [Fact]
    public void A_spread_bought_is_bounded_on_both_sides()
    {
        var profile = PayoffProfile.Of([Option(OptionRight.Call, 24000, 75, 300), Option(OptionRight.Call, 24500, -75, 100)]);
        Assert.Equal([24200], profile.BreakEvens);
        Assert.Equal((75 * 300, -75 * 200), (profile.MaxGain, profile.MaxLoss));
    }

    [Fact]
    public void A_covered_call_and_a_free_fly_are_read_right()
    {
        var covered = PayoffProfile.Of([Future(75, 24000), Option(OptionRight.Call, 24500, -75, 100)]);
        Assert.Equal([23900], covered.BreakEvens);
        Assert.Equal((75 * 600, -75 * 23900), (covered.MaxGain, covered.MaxLoss));

        var fly = PayoffProfile.Of(
            [Option(OptionRight.Call, 23500, 1, 600), Option(OptionRight.Call, 24000, -2, 350), Option(OptionRight.Call, 24500, 1, 100)]);
        Assert.Equal([0, 23500, 24500], fly.BreakEvens);
        Assert.Equal((500, 0), (fly.MaxGain, fly.MaxLoss));
        var bought = PayoffProfile.Of([Future(1, 24000)]);
        Assert.Equal([24000], bought.BreakEvens);
        Assert.Equal((double.PositiveInfinity, -24000), (bought.MaxGain, bought.MaxLoss));
    }

    [Fact]
    public void Legs_that_settle_apart_have_no_common_payoff()
    {
        var leg = Option(OptionRight.Call, 24000, 1, 100);
        Assert.Throws<ArgumentException>(() => PayoffProfile.Of([]));
        Assert.Throws<ArgumentException>(() => PayoffProfile.Of([leg, leg with { Years = 1 }]));
        Assert.Throws<ArgumentException>(() => PayoffProfile.Of([leg with { Quantity = double.NaN }]));
        Assert.Throws<ArgumentException>(() => PayoffProfile.Of([leg with { Strike = 0 }]));
    }

    [Fact]
    public void A_grid_is_the_position_valued_in_every_cell()
    {
        PositionLeg[] legs = [Option(OptionRight.Call, 24000, 75, 300), Option(OptionRight.Put, 23500, -150, 120), Future(-25, 23900)];
        double[] moves = [-0.05, 0, 0.03];
        double[] shifts = [-0.2, 0, 0.05];
        double[] days = [0, 7, 18.25, 30];
        var grid = ScenarioGrid.Of(legs, moves, shifts, days);
        for (var m = 0; m < moves.Length; m++)
        {
            for (var v = 0; v < shifts.Length; v++)
            {
                for (var d = 0; d < days.Length; d++)
                {
                    var (level, volatility, years) = (Forward * (1 + moves[m]), Math.Max(0.13 + shifts[v], 0), Years - days[d] / 365);
                    PositionLeg[] moved = [.. legs.Select(l => l with { Forward = level, Volatility = volatility, Years = years })];
                    Assert.Equal(PositionGreeks.Of(moved).Gain, grid[m, v, d], 1e-7);
                }
            }
        }

        Assert.Equal(PayoffProfile.Gain(legs, Forward * 1.03), grid[2, 1, 3], 1e-7);
    }

    [Fact]
    public void Axes_without_meaning_are_refused()
    {
        PositionLeg[] legs = [Option(OptionRight.Call, 24000, 75, 300)];
        Assert.Throws<ArgumentException>(() => ScenarioGrid.Of(legs, [], [0], [0]));
        Assert.Throws<ArgumentException>(() => ScenarioGrid.Of(legs, [-1], [0], [0]));
        Assert.Throws<ArgumentException>(() => ScenarioGrid.Of(legs, [0], [double.NaN], [0]));
        Assert.Throws<ArgumentException>(() => ScenarioGrid.Of(legs, [0], [0], [-1]));
        Assert.Throws<ArgumentException>(() => ScenarioGrid.Of(legs, new double[2000], new double[1000], [0]));
        Assert.Equal(double.NaN, ScenarioGrid.Of([legs[0] with { Volatility = -1 }], [0], [2], [0])[0, 0, 0]);
    }

    private static PositionLeg Option(OptionRight right, double strike, double quantity, double entry) =>
        new(right, strike, Forward, Years, 0.065, 0.13, quantity, entry);

    private static PositionLeg Future(double quantity, double entry) => new(null, 0, Forward, Years, 0.065, 0, quantity, entry);
}
