using Pricing.Vector;

namespace Pricing.Tests.Vector;

/// <summary>Columns to fill and compare, and the widths that every test runs.</summary>
internal sealed class Widths(int rows)
{
    public static SimdWidth[] All { get; } = [SimdWidth.Bits128, SimdWidth.Bits256, SimdWidth.Bits512];

    public OptionRight[] Rights { get; } = new OptionRight[rows];

    public double[] Levels { get; } = new double[rows];

    public double[] Strikes { get; } = new double[rows];

    public double[] Years { get; } = new double[rows];

    public double[] Rates { get; } = new double[rows];

    public double[] Yields { get; } = new double[rows];

    public double[] Sigmas { get; } = new double[rows];

    public double[] Prices { get; } = new double[rows];

    public double[] Volatilities { get; } = new double[rows];

    public PricingStatus[] Statuses { get; } = new PricingStatus[rows];

    public OptionGreeks[] Greeks { get; } = new OptionGreeks[rows];

    public void Set(int row, OptionRight right, double level, double strike, double years, double rate, double yield, double sigma, double price)
    {
        (Rights[row], Levels[row], Strikes[row], Years[row]) = (right, level, strike, years);
        (Rates[row], Yields[row], Sigmas[row], Prices[row]) = (rate, yield, sigma, price);
    }

    public void Run(PricingModel model, SimdWidth width)
    {
        var columns = new OptionColumns
        {
            Model = model, Rights = Rights, Levels = Levels, Strikes = Strikes, Years = Years, Rates = Rates,
            DividendYields = model == PricingModel.Black76 ? [] : Yields,
        };
        var greeks = Results(rows);
        BatchPricer.ImpliedVolatilities(columns, Prices, Volatilities, Statuses, width);
        BatchPricer.Greeks(columns, Sigmas, greeks, width);
        Take(greeks);
    }

    /// <summary>Levels, years and rates of the first row for all.</summary>
    public void RunChain(SimdWidth width)
    {
        var terms = new ChainTerms(Levels[0], Years[0], Rates[0]);
        var greeks = Results(rows);
        ChainPricer.ImpliedVolatilities(terms, Rights, Strikes, Prices, Volatilities, Statuses, width);
        ChainPricer.Greeks(terms, Rights, Strikes, Sigmas, greeks, width);
        Take(greeks);
    }

    public static GreekColumns Results(int rows) => new()
    {
        Price = new double[rows], Delta = new double[rows], Gamma = new double[rows],
        ThetaPerDay = new double[rows], VegaPerPoint = new double[rows], RhoPerPoint = new double[rows],
    };

    /// <summary>The results so far, to compare with those of the next run.</summary>
    public (double[] Volatilities, PricingStatus[] Statuses, OptionGreeks[] Greeks) Snapshot() => ([.. Volatilities], [.. Statuses], [.. Greeks]);

    private void Take(GreekColumns greeks)
    {
        for (var i = 0; i < rows; i++)
            Greeks[i] = greeks[i];
    }
}
