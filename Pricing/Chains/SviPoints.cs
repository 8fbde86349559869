namespace Pricing.Chains;

/// <summary>The quotes of a smile in SVI's coordinates, and the linear half of the fit.</summary>
internal sealed class SviPoints
{
    private const double MostTilt = 0.9999;
    private readonly double[] k;
    private readonly double[] variance;
    private readonly double[] volatility;
    private readonly double[] weight;
    private readonly double years;

    public SviPoints(ReadOnlySpan<double> strikes, ReadOnlySpan<double> volatilities, double forward, double years)
    {
        this.years = years;
        (k, variance, volatility, weight) = (new double[strikes.Length], new double[strikes.Length], new double[strikes.Length], new double[strikes.Length]);
        for (var i = 0; i < strikes.Length; i++)
        {
            var (x, v) = (Math.Log(strikes[i] / forward), volatilities[i]);
            if (!(v > 0 && double.IsFinite(v) && double.IsFinite(x)))
                continue;
            var s = v * Math.Sqrt(years);
            var d1 = -x / s + 0.5 * s;

            // The error of a variance is 2σt times that of its volatility.
            var vega = Math.Max(Math.Exp(-0.5 * d1 * d1), 0.05) / (2 * v * years);
            (k[Count], variance[Count], volatility[Count], weight[Count]) = (x, v * v * years, v, vega * vega);
            (Low, High) = Count == 0 ? (x, x) : (Math.Min(Low, x), Math.Max(High, x));
            Count++;
        }
    }

    public int Count { get; }

    public double Low { get; }

    public double High { get; }

    /// <summary>The best smile with this bend, and its weighted squared error. With y = (k − m)/σ, w = a + d y + c √(1 + y²) is linear.</summary>
    public SviSmile Solve(double m, double sigma, out double error)
    {
        double n = 0, sy = 0, sz = 0, syy = 0, syz = 0, szz = 0, sw = 0, swy = 0, swz = 0;
        for (var i = 0; i < Count; i++)
        {
            var y = (k[i] - m) / sigma;
            var z = Math.Sqrt(1 + y * y);
            var (p, w) = (weight[i], variance[i]);
            n += p;
            sy += p * y;
            sz += p * z;
            syy += p * y * y;
            syz += p * y * z;
            szz += p * z * z;
            sw += p * w;
            swy += p * w * y;
            swz += p * w * z;
        }

        // Centred, which is exact in a and leaves two equations in d and c.
        var (yy, yz, zz) = (syy - sy * sy / n, syz - sy * sz / n, szz - sz * sz / n);
        var (wy, wz) = (swy - sw * sy / n, swz - sw * sz / n);
        var determinant = yy * zz - yz * yz;
        var isSolvable = determinant > 1e-13 * yy * zz;
        var c = Math.Clamp(isSolvable ? (wz * yy - wy * yz) / determinant : 0, 0, 2 * sigma);
        var d = yy > 0 ? (wy - c * yz) / yy : 0;
        var most = Math.Min(MostTilt * c, 2 * sigma - c);
        if (Math.Abs(d) > most)
        {
            // On the edge |d| = ρ c the tilt's sign is known, and c is a problem of one unknown.
            var tilt = Math.CopySign(MostTilt, d);
            var square = zz + tilt * (2 * yz + tilt * yy);
            c = Math.Clamp(square > 0 ? (wz + tilt * wy) / square : 0, 0, 2 * sigma / (1 + MostTilt));
            d = tilt * c;
        }

        var a = Math.Max((sw - d * sy - c * sz) / n, -Math.Sqrt(Math.Max(c * c - d * d, 0)));
        var smile = new SviSmile(a, c / sigma, c > 0 ? d / c : 0, m, sigma);
        error = 0;
        for (var i = 0; i < Count; i++)
        {
            var off = smile.TotalVariance(k[i]) - variance[i];
            error += weight[i] * off * off;
        }

        return smile;
    }

    public SviFit Describe(SviSmile smile)
    {
        var (sum, worst) = (0.0, 0.0);
        for (var i = 0; i < Count; i++)
        {
            var off = Math.Sqrt(Math.Max(smile.TotalVariance(k[i]), 0) / years) - volatility[i];
            sum += off * off;
            worst = Math.Max(worst, Math.Abs(off));
        }

        const int steps = 400;
        var beyond = 0.5 * (High - Low);
        var (least, at) = (double.PositiveInfinity, double.NaN);
        for (var i = 0; i <= steps; i++)
        {
            var x = Low - beyond + (High - Low + 2 * beyond) * i / steps;
            var density = smile.Density(x);
            if (!(density >= least))
                (least, at) = (density, x);
        }

        return new(smile, Count, Math.Sqrt(sum / Count), worst, least, at);
    }
}
