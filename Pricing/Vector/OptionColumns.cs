namespace Pricing.Vector;

/// <summary>Options of any underlyings and expiries, one column for each input, all of one length.</summary>
public readonly ref struct OptionColumns
{
    /// <summary>The formula, for all rows.</summary>
    public required PricingModel Model { get; init; }

    /// <summary>Call or put.</summary>
    public required ReadOnlySpan<OptionRight> Rights { get; init; }

    /// <summary>Forward (Black-76) or spot (Black-Scholes-Merton) in index points; positive.</summary>
    public required ReadOnlySpan<double> Levels { get; init; }

    /// <summary>Strike in index points; positive.</summary>
    public required ReadOnlySpan<double> Strikes { get; init; }

    /// <summary>Time to expiry in years of 365 days; zero or less is expired.</summary>
    public required ReadOnlySpan<double> Years { get; init; }

    /// <summary>Continuous rate per year, act/365, 0.065 for 6.5 %.</summary>
    public required ReadOnlySpan<double> Rates { get; init; }

    /// <summary>Continuous dividend yield per year; only for Black-Scholes-Merton, empty for Black-76.</summary>
    public ReadOnlySpan<double> DividendYields { get; init; }

    internal RowSource ToRows()
    {
        var rows = Strikes.Length;
        var isForward = Model == PricingModel.Black76;
        if (Rights.Length != rows || Levels.Length != rows || Years.Length != rows || Rates.Length != rows)
            throw new ArgumentException("Make every column of the options as long as the strikes.");
        if (DividendYields.Length != (isForward ? 0 : rows))
            throw new ArgumentException("Give Black-Scholes-Merton a dividend yield for each strike, and Black-76 none.");
        return new()
        {
            Model = Model, Rights = Rights, Strikes = Strikes, Levels = Levels, Years = Years, Rates = Rates,
            Yields = isForward ? Rates : DividendYields,
        };
    }
}
