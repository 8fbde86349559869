namespace Pricing.Vector;

/// <summary>
/// The rows of a batch as the kernels read them. A column that is one number for all rows is an empty span and the number in
/// <see cref="Shared"/>.
/// </summary>
internal readonly ref struct RowSource
{
    internal required PricingModel Model { get; init; }

    /// <summary>Forward, years and rate of all rows when <see cref="IsChain"/>.</summary>
    internal ChainTerms Shared { get; init; }

    internal bool IsChain { get; init; }

    internal required ReadOnlySpan<OptionRight> Rights { get; init; }

    internal required ReadOnlySpan<double> Strikes { get; init; }

    internal ReadOnlySpan<double> Levels { get; init; }

    internal ReadOnlySpan<double> Years { get; init; }

    internal ReadOnlySpan<double> Rates { get; init; }

    internal ReadOnlySpan<double> Yields { get; init; }

    internal int Count => Strikes.Length;

    /// <summary>The scalar path's answer for one row.</summary>
    internal PricingStatus Invert(int row, double price, out double volatility) => Model == PricingModel.Black76
        ? Black76.ImpliedVolatility(Rights[row], price, Level(row), Strikes[row], YearsOf(row), Rate(row), out volatility)
        : BlackScholesMerton.ImpliedVolatility(Rights[row], price, Levels[row], Strikes[row], Years[row], Rates[row], Yields[row], out volatility);

    /// <summary>The scalar path's answer for one row.</summary>
    internal OptionGreeks Greeks(int row, double volatility) => Model == PricingModel.Black76
        ? Black76.Greeks(Rights[row], Level(row), Strikes[row], YearsOf(row), Rate(row), volatility)
        : BlackScholesMerton.Greeks(Rights[row], Levels[row], Strikes[row], Years[row], Rates[row], Yields[row], volatility);

    private double Level(int row) => IsChain ? Shared.Forward : Levels[row];

    private double YearsOf(int row) => IsChain ? Shared.Years : Years[row];

    private double Rate(int row) => IsChain ? Shared.Rate : Rates[row];
}
