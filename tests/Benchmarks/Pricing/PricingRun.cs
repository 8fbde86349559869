using Pricing;
using Pricing.Vector;

namespace Benchmarks;

/// <summary>One way through the whole mix, and the times of its rounds.</summary>
sealed class PricingRun(OptionMix mix, SimdWidth width)
{
    readonly List<double> iv = [];
    readonly List<double> greeks = [];
    readonly double[] volatilities = new double[OptionMix.Count];
    readonly PricingStatus[] statuses = new PricingStatus[OptionMix.Count];
    readonly double[][] results = [.. Enumerable.Range(0, 6).Select(_ => new double[OptionMix.Count])];
    readonly (double[] Forwards, double[] Years, double[] Rates) columns = (mix.Forwards, mix.Years, mix.Rates);

    public bool IsMixed { get; init; }

    public bool IsNaive { get; init; }

    public double Iv => Median(iv);

    public double Greeks => Median(greeks);

    public int Without => statuses.Count(s => s != PricingStatus.Ok);

    public ReadOnlySpan<double> Volatilities => volatilities;

    public void Time()
    {
        var time = TimeProvider.System;
        var start = time.GetTimestamp();
        Invert();
        var middle = time.GetTimestamp();
        Evaluate();
        iv.Add(time.GetElapsedTime(start, middle).TotalNanoseconds / OptionMix.Count);
        greeks.Add(time.GetElapsedTime(middle).TotalNanoseconds / OptionMix.Count);
    }

    public void Both()
    {
        Invert();
        Evaluate();
    }

    void Invert()
    {
        if (IsMixed)
        {
            BatchPricer.ImpliedVolatilities(Columns(), mix.Prices, volatilities, statuses, width);
            return;
        }

        for (var chain = 0; chain < mix.Chains; chain++)
        {
            var rows = OptionMix.Rows(chain);
            if (IsNaive)
                InvertNaively(mix.Terms[chain], rows);
            else
                ChainPricer.ImpliedVolatilities(
                    mix.Terms[chain], mix.Rights.AsSpan(rows), mix.Strikes.AsSpan(rows), mix.Prices.AsSpan(rows),
                    volatilities.AsSpan(rows), statuses.AsSpan(rows), width);
        }
    }

    void Evaluate()
    {
        if (IsMixed)
        {
            BatchPricer.Greeks(Columns(), volatilities, Results(Range.All), width);
            return;
        }

        for (var chain = 0; chain < mix.Chains; chain++)
        {
            var rows = OptionMix.Rows(chain);
            if (IsNaive)
                EvaluateNaively(mix.Terms[chain], rows);
            else
                ChainPricer.Greeks(
                    mix.Terms[chain], mix.Rights.AsSpan(rows), mix.Strikes.AsSpan(rows), volatilities.AsSpan(rows), Results(rows), width);
        }
    }

    void InvertNaively(ChainTerms terms, Range rows)
    {
        for (var i = rows.Start.Value; i < rows.End.Value; i++)
            volatilities[i] = NaiveBlack76.ImpliedVolatility(mix.Rights[i], mix.Prices[i], terms.Forward, mix.Strikes[i], terms.Years, terms.Rate);
    }

    void EvaluateNaively(ChainTerms terms, Range rows)
    {
        for (var i = rows.Start.Value; i < rows.End.Value; i++)
        {
            var g = NaiveBlack76.Greeks(mix.Rights[i], terms.Forward, mix.Strikes[i], terms.Years, terms.Rate, volatilities[i]);
            (results[0][i], results[1][i], results[2][i], results[3][i], results[4][i], results[5][i]) =
                (g.Price, g.Delta, g.Gamma, g.ThetaPerDay, g.VegaPerPoint, g.RhoPerPoint);
        }
    }

    OptionColumns Columns() => new()
    {
        Model = PricingModel.Black76, Rights = mix.Rights, Levels = columns.Forwards, Strikes = mix.Strikes, Years = columns.Years, Rates = columns.Rates,
    };

    GreekColumns Results(Range rows) => new()
    {
        Price = results[0].AsSpan(rows), Delta = results[1].AsSpan(rows), Gamma = results[2].AsSpan(rows),
        ThetaPerDay = results[3].AsSpan(rows), VegaPerPoint = results[4].AsSpan(rows), RhoPerPoint = results[5].AsSpan(rows),
    };

    // The first half of the rounds is warm-up: code that the runtime has not compiled for good yet.
    static double Median(List<double> values)
    {
        var late = values[(values.Count / 2)..];
        late.Sort();
        return late[late.Count / 2];
    }
}
