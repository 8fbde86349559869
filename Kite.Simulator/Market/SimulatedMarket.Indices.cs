namespace Kite.Simulator.Market;

internal sealed partial class SimulatedMarket
{
    const double BreathSeconds = 1200;
    const double BreathDeviation = 0.03;
    const double TiltDeviation = 0.008;
    const double BasisSeconds = 60;

    /// <summary>The indices tick together, with the recorded pace and sizes; the second one partly on its own.</summary>
    void WalkIndices(double seconds, bool fine)
    {
        var moves = _facts.Moves;
        var expected = seconds / moves.MeanGapSeconds;
        if (fine && Random.Uniform() >= expected)
            return;
        var common = fine ? RecordedMove() : Random.Normal() * Math.Sqrt(expected);
        var own = Random.Normal() * (fine ? 1 : Math.Sqrt(expected));
        foreach (var underlying in Underlyings)
        {
            var relative = moves.StandardDeviation / moves.Level * underlying.Facts.AtmIv[0].Iv / Underlyings[0].Facts.AtmIv[0].Iv;
            var z = underlying.Number == 0
                ? common
                : (moves.Correlation * common) + (Math.Sqrt(1 - (moves.Correlation * moves.Correlation)) * own);
            // In a larger listing each of the others has moves of its own.
            if (underlying.Number > 0)
                own = Underlyings.Length > 2 ? Random.Normal() * (fine ? 1 : Math.Sqrt(expected)) : own;
            underlying.Spot *= 1 + (relative * z);
            ShowIndex(underlying);
        }
    }

    /// <summary>A move drawn from the recorded distribution, in its standard deviations.</summary>
    double RecordedMove()
    {
        var size = Curve.At(_facts.Moves.Probability, _facts.Moves.AbsoluteMove, Random.Uniform());
        return (Random.Next() & 1) == 0 ? size / _facts.Moves.StandardDeviation : -size / _facts.Moves.StandardDeviation;
    }

    void ShowIndex(Underlying underlying)
    {
        var index = underlying.Index;
        var price = (int)Math.Round(underlying.Spot * (100.0 / index.TickPaise)) * index.TickPaise;
        index.Last = price;
        if (index.Open == 0)
            (index.Open, index.High, index.Low) = (price, price, price);
        index.High = Math.Max(index.High, price);
        index.Low = Math.Min(index.Low, price);
        var minute = MinuteOf(Now);
        if (index.Kind == InstrumentKind.Equity)
            _quoting.Share(index, Now, minute);
        else
            index.Bars.Add(minute, price, 0, 0);
        Histories[underlying.Number].Note(Today, minute + 1, underlying.Spot);
        MarkDirty(index);
    }

    void Breathe(double seconds)
    {
        var pull = Math.Min(1, seconds / BreathSeconds);
        var kick = Math.Sqrt(2 * pull);
        foreach (var underlying in Underlyings)
        {
            underlying.Breath += (-underlying.Breath * pull) + (BreathDeviation * kick * Random.Normal());
            underlying.Tilt += (-underlying.Tilt * pull) + (TiltDeviation * kick * Random.Normal());
            var basisPull = Math.Min(1, seconds / BasisSeconds);
            foreach (var expiry in underlying.Expiries.Values)
                expiry.Basis += (-expiry.Basis * basisPull) + (underlying.Spot * 4e-6 * Math.Sqrt(2 * basisPull) * Random.Normal());
        }
    }

    /// <summary>The forward and the volatility at the money of every expiry, at the present instant.</summary>
    void Reprice()
    {
        foreach (var underlying in Underlyings)
        {
            foreach (var (date, expiry) in underlying.Expiries)
            {
                expiry.Years = (Calendar.Close(date) - Now).TotalSeconds / 31_536_000;
                expiry.Forward = ForwardAt(underlying.Spot, expiry.Years) + expiry.Basis;
                expiry.AtmIv = Smile.Atm(underlying, expiry.Years * 365);
            }
        }
    }

    /// <summary>Spot × e^(carry × years), with the carry that was implied late in 2025.</summary>
    public double ForwardAt(double spot, double years) =>
        spot * Math.Exp(Curve.Between(_facts.Exchange.Carry, static k => k.Days, years * 365, static k => k.Rate) * years);
}
