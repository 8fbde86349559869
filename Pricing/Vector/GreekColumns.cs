namespace Pricing.Vector;

/// <summary>Where prices and Greeks go: one column for each, as long as the rows, in the units of <see cref="OptionGreeks"/>.</summary>
public readonly ref struct GreekColumns
{
    /// <summary>Present value of one option, in currency per unit of the underlying.</summary>
    public required Span<double> Price { get; init; }

    /// <summary>∂P/∂F (Black-76) or ∂P/∂S, per index point.</summary>
    public required Span<double> Delta { get; init; }

    /// <summary>∂²P/∂F² or ∂²P/∂S², per index point squared.</summary>
    public required Span<double> Gamma { get; init; }

    /// <summary>−∂P/∂t ÷ 365: per calendar day.</summary>
    public required Span<double> ThetaPerDay { get; init; }

    /// <summary>∂P/∂σ ÷ 100: per volatility point.</summary>
    public required Span<double> VegaPerPoint { get; init; }

    /// <summary>∂P/∂r ÷ 100: per percentage point.</summary>
    public required Span<double> RhoPerPoint { get; init; }

    /// <summary>The figures of one row.</summary>
    public OptionGreeks this[int row] => new(Price[row], Delta[row], Gamma[row], ThetaPerDay[row], VegaPerPoint[row], RhoPerPoint[row]);

    internal void Set(int row, in OptionGreeks greeks)
    {
        Price[row] = greeks.Price;
        Delta[row] = greeks.Delta;
        Gamma[row] = greeks.Gamma;
        ThetaPerDay[row] = greeks.ThetaPerDay;
        VegaPerPoint[row] = greeks.VegaPerPoint;
        RhoPerPoint[row] = greeks.RhoPerPoint;
    }

    internal void Require(int rows)
    {
        if (Price.Length != rows || Delta.Length != rows || Gamma.Length != rows || ThetaPerDay.Length != rows
            || VegaPerPoint.Length != rows || RhoPerPoint.Length != rows)
            throw new ArgumentException("Make every column of the result as long as the strikes.");
    }
}
