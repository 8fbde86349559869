using Pricing.Kernels;

namespace Pricing.Tests.Kernels;

public class KernelTests
{
    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(0.125, 0.45379322204089234)]
    [InlineData(0.5, 0.34961883472039806)]
    [InlineData(1, 0.26157829186512338)]
    [InlineData(2, 0.16810200122317059)]
    [InlineData(3.5, 0.10634515363370545)]
    [InlineData(5, 0.076919304975006292)]
    [InlineData(10, 0.039506694101386006)]
    [InlineData(20, 0.019897615648327031)]
    [InlineData(38, 0.010491225699639976)]
    public void The_scaled_tail_is_right_to_a_unit_and_a_half(double z, double expected) =>
        Assert.Equal(expected, MillsKernel.H(z), expected * 1.5 * Contract.Unit);

    [Fact]
    public void The_scaled_tail_falls_all_the_way_to_its_limit()
    {
        for (var z = 0.0; z < MillsKernel.Limit; z += 0.01)
            Assert.InRange(MillsKernel.H(z + 0.01), 0.35 / (z + 1), Math.BitDecrement(MillsKernel.H(z)));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(-0.3465, 1e-18)]
    [InlineData(-700, 1e-14)]
    [InlineData(709, -1e-14)]
    [InlineData(-1e-20, 0)]
    public void The_exponential_agrees_with_the_library_and_its_tail_is_a_rounding(double high, double low)
    {
        var digits = ExpKernel.Split(high, low, out var exponent, out var tail);
        var expected = Math.Exp(high);
        Assert.Equal(expected + expected * low, ExpKernel.Scale(digits, exponent), expected * 2 * Contract.Unit);
        Assert.True(Math.Abs(tail) <= Contract.Unit * digits);
    }

    [Fact]
    public void Exponentials_multiply_to_one_beyond_double_precision()
    {
        var random = new Random(20251107);
        for (var i = 0; i < 2000; i++)
        {
            var y = 0.3 * random.NextDouble();
            var up = ExpKernel.Split(y, 0, out _, out var upTail);
            var down = ExpKernel.Split(-y, 0, out _, out var downTail);
            var error = Math.FusedMultiplyAdd(up, down, -1) + up * downTail + down * upTail;
            Assert.Equal(0, error, Contract.Unit / 8);
        }
    }

    [Fact]
    public void Scaling_reaches_past_the_range_of_one_power_of_two()
    {
        Assert.Equal(1, ExpKernel.Scale(Math.ScaleB(1, -1070), 1070));
        Assert.Equal(0, ExpKernel.Scale(1, -1_000_000));
        Assert.Equal(double.PositiveInfinity, ExpKernel.Scale(1, 1_000_000));
    }

    [Theory]
    [InlineData(24000, 9.5367431640625e-07)]
    [InlineData(24000, -0.0001220703125)]
    [InlineData(17.25, 1.4210854715202004e-14)]
    public void The_logarithm_of_moneyness_keeps_its_digits_near_the_money(double strike, double distance)
    {
        var z = distance / strike;
        var expected = z * (1 - z * (0.5 - z * (1.0 / 3 - z * 0.25)));
        var actual = Legs.OfForward(strike + distance, strike, 0.1, 0.065).X;
        Assert.Equal(expected, actual, Math.Abs(expected) * 4 * Contract.Unit);
    }

    [Fact]
    public void Double_doubles_keep_what_a_double_drops()
    {
        var third = TwoDouble.Product(1.0 / 3, 3);
        Assert.Equal(1 - Math.ScaleB(1, -54), third.High + third.Low, 0.0);
        Assert.Equal(-Math.ScaleB(1, -54), third.Low);
        var small = TwoDouble.Sum(1e16, 1).Plus(new(-1e16, 0));
        Assert.Equal(1, small.High);
        Assert.Equal(-1, new TwoDouble(1e16, 0).Plus(TwoDouble.Sum(1e16, 1).Negated()).High);
        Assert.Equal(3, TwoDouble.Sum(1e16, 1).Times(3).Plus(new(-3e16, 0)).High);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1e-9)]
    [InlineData(0.01)]
    [InlineData(0.5)]
    [InlineData(1.7)]
    [InlineData(20)]
    [InlineData(300)]
    [InlineData(1400)]
    public void The_solver_finds_its_way_back_from_any_volatility(double x)
    {
        for (var s = 1e-6; s < 80; s *= 1.1)
        {
            var option = new OutOfTheMoney(x, s);
            var (value, gap) = (option.Value, option.Gap);
            if (value < 1e-300 || gap < 1e-15)
                continue;
            var condition = 1 / Math.Min(s, 1) + Math.Min(value, gap) / (s * option.Scaled(OutOfTheMoney.Density));
            Assert.Equal(s, VolatilitySolver.Solve(value, gap, 1, x), s * 8 * (1 + condition) * Contract.Unit);
        }
    }

    [Theory]
    [InlineData(0, 1e-30)]
    [InlineData(0, 1e-250)]
    [InlineData(1e-16, 1e-40)]
    [InlineData(3, 5e-324)]
    [InlineData(1300, 5e-324)]
    public void The_solver_ends_where_no_digit_is_left(double x, double value) =>
        Assert.InRange(VolatilitySolver.Solve(value, 1e300, 1e300, x), double.Epsilon, 100);
}
