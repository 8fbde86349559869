using Pricing.Vector;

namespace Pricing.Positions;

/// <summary>Gain of a position in every combination of a move of the price, a shift of volatility and a time ahead.</summary>
public sealed class ScenarioGrid
{
    /// <summary>Cells that a grid may have.</summary>
    public const int MostCells = 1_000_000;

    private readonly double[] gains;

    private ScenarioGrid(double[] moves, double[] shifts, double[] days)
    {
        (Moves, VolatilityShifts, DaysAhead) = (moves, shifts, days);
        gains = new double[moves.Length * shifts.Length * days.Length];
    }

    /// <summary>Relative moves of every forward: 0.02 is up 2 %.</summary>
    public IReadOnlyList<double> Moves { get; }

    /// <summary>Added to every volatility, decimal: 0.01 is up one point. A volatility does not fall below 0.</summary>
    public IReadOnlyList<double> VolatilityShifts { get; }

    /// <summary>Calendar days ahead; a leg that has expired by then is worth what it pays at that forward.</summary>
    public IReadOnlyList<double> DaysAhead { get; }

    /// <summary>Gain against the entry prices, in currency, per position; NaN when a leg's input is invalid.</summary>
    public double this[int move, int shift, int day] => gains[(day * VolatilityShifts.Count + shift) * Moves.Count + move];

    /// <summary>The grid of <paramref name="legs"/>, by Black-76 with the vector kernels.</summary>
    /// <param name="legs">The position.</param>
    /// <param name="moves">Relative moves of every forward, above −1.</param>
    /// <param name="volatilityShifts">Added to every volatility, decimal.</param>
    /// <param name="daysAhead">Calendar days ahead, not negative.</param>
    /// <exception cref="ArgumentException">An axis is empty or has a value without meaning, or the grid has more than a million cells.</exception>
    public static ScenarioGrid Of(
        ReadOnlySpan<PositionLeg> legs, ReadOnlySpan<double> moves, ReadOnlySpan<double> volatilityShifts, ReadOnlySpan<double> daysAhead)
    {
        Require(moves, volatilityShifts, daysAhead);
        var grid = new ScenarioGrid(moves.ToArray(), volatilityShifts.ToArray(), daysAhead.ToArray());
        var rows = new Rows(grid.gains.Length);
        foreach (ref readonly var leg in legs)
            grid.Add(leg, rows);
        return grid;
    }

    private static void Require(ReadOnlySpan<double> moves, ReadOnlySpan<double> shifts, ReadOnlySpan<double> days)
    {
        if (moves.IsEmpty || shifts.IsEmpty || days.IsEmpty || (long)moves.Length * shifts.Length * days.Length > MostCells)
            throw new ArgumentException("Pass at least one move, shift and day, and at most 1,000,000 combinations.");
        foreach (var move in moves)
        {
            if (!(move > -1 && double.IsFinite(move)))
                throw new ArgumentException("Pass moves above -1: 0.02 is up 2 %.", nameof(moves));
        }

        foreach (var shift in shifts)
        {
            if (!double.IsFinite(shift))
                throw new ArgumentException("Pass finite shifts of volatility: 0.01 is one point.", nameof(shifts));
        }

        foreach (var day in days)
        {
            if (!(day >= 0 && double.IsFinite(day)))
                throw new ArgumentException("Pass days ahead that are not negative.", nameof(days));
        }
    }

    private void Add(in PositionLeg leg, Rows rows)
    {
        if (leg.Right is not { } right)
        {
            for (var cell = 0; cell < gains.Length; cell++)
                gains[cell] += leg.Quantity * (leg.Forward * (1 + Moves[cell % Moves.Count]) - leg.EntryPrice);
            return;
        }

        Array.Fill(rows.Rights, right);
        Array.Fill(rows.Strikes, leg.Strike);
        Array.Fill(rows.Rates, leg.Rate);
        for (var cell = 0; cell < gains.Length; cell++)
        {
            rows.Levels[cell] = leg.Forward * (1 + Moves[cell % Moves.Count]);
            var volatility = leg.Volatility + VolatilityShifts[cell / Moves.Count % VolatilityShifts.Count];
            rows.Volatilities[cell] = leg.Volatility >= 0 ? Math.Max(volatility, 0) : leg.Volatility;
            rows.Years[cell] = leg.Years - DaysAhead[cell / (Moves.Count * VolatilityShifts.Count)] / 365;
        }

        BatchPricer.Greeks(rows.Columns, rows.Volatilities, rows.Results);
        for (var cell = 0; cell < gains.Length; cell++)
            gains[cell] += leg.Quantity * (rows.Prices[cell] - leg.EntryPrice);
    }

    // Columns for one leg over all cells, used again for the next.
    private sealed class Rows(int count)
    {
        private readonly double[] unused = new double[count];

        public OptionRight[] Rights { get; } = new OptionRight[count];

        public double[] Levels { get; } = new double[count];

        public double[] Strikes { get; } = new double[count];

        public double[] Years { get; } = new double[count];

        public double[] Rates { get; } = new double[count];

        public double[] Volatilities { get; } = new double[count];

        public double[] Prices { get; } = new double[count];

        public OptionColumns Columns => new()
        {
            Model = PricingModel.Black76, Rights = Rights, Levels = Levels, Strikes = Strikes, Years = Years, Rates = Rates,
        };

        public GreekColumns Results => new()
        {
            Price = Prices, Delta = unused, Gamma = unused, ThetaPerDay = unused, VegaPerPoint = unused, RhoPerPoint = unused,
        };
    }
}
