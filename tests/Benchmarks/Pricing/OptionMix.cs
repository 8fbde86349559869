using Pricing;
using Pricing.Vector;

namespace Benchmarks;

/// <summary>
/// 27,000 options as a day's chains have them: index and stock underlyings, hours to a year, a smile, prices rounded to the tick and up to
/// a few ticks off, so that deep in the money some lie below their bound. Seeded: the same on every machine.
/// </summary>
sealed class OptionMix
{
    public const int Count = 27_000;
    const int StrikesPerChain = 75;
    const double Tick = 0.05;

    OptionMix()
    {
        var random = new Random(27_000);
        double[] spots = [25_943.95, 58_517.2, 27_410.5, 13_880, 84_929.4, 1_412.5, 3_120, 940.3, 2_255, 12_480];
        double[] days = [0.12, 1.2, 5.3, 12.3, 19.3, 26.3, 54.3, 82.3, 173, 355];
        for (var chain = 0; chain < Chains; chain++)
        {
            var years = days[chain % days.Length] / 365;
            var spot = spots[chain / days.Length % spots.Length] * (1 + 0.02 * (random.NextDouble() - 0.5));
            var level = 0.11 + 0.25 * random.NextDouble();
            Terms[chain] = new(spot * Math.Exp(0.07 * years), years, 0.065);
            AddStrikes(chain * 2 * StrikesPerChain, Terms[chain], level, random);
        }
    }

    public static OptionMix Seeded { get; } = new();

    public int Chains => Terms.Length;

    public ChainTerms[] Terms { get; } = new ChainTerms[Count / (2 * StrikesPerChain)];

    public OptionRight[] Rights { get; } = new OptionRight[Count];

    public double[] Strikes { get; } = new double[Count];

    public double[] Prices { get; } = new double[Count];

    public double[] Forwards => [.. Enumerable.Range(0, Count).Select(i => Terms[i / (2 * StrikesPerChain)].Forward)];

    public double[] Years => [.. Enumerable.Range(0, Count).Select(i => Terms[i / (2 * StrikesPerChain)].Years)];

    public double[] Rates => [.. Enumerable.Range(0, Count).Select(i => Terms[i / (2 * StrikesPerChain)].Rate)];

    public static Range Rows(int chain) => (chain * 2 * StrikesPerChain)..((chain + 1) * 2 * StrikesPerChain);

    // Listed strikes reach as far as the contract moves, and at least a few percent.
    void AddStrikes(int start, ChainTerms terms, double level, Random random)
    {
        var reach = Math.Max(0.04, 3.2 * level * Math.Sqrt(terms.Years));
        for (var i = 0; i < StrikesPerChain; i++)
        {
            var strike = Math.Max(0.1, 1 + reach * (2.0 * i / (StrikesPerChain - 1) - 1)) * terms.Forward;
            strike = Math.Round(strike / 10) * 10;
            var z = Math.Log(strike / terms.Forward);
            var volatility = level * (1 - 0.6 * z + 1.5 * z * z / Math.Max(Math.Sqrt(terms.Years), 0.1));
            foreach (var right in (ReadOnlySpan<OptionRight>)[OptionRight.Call, OptionRight.Put])
            {
                var row = start + 2 * i + (int)right;
                var fair = Black76.Price(right, terms.Forward, strike, terms.Years, terms.Rate, volatility);
                var ticks = Math.Round(fair / Tick + (random.NextDouble() - 0.5) * Math.Min(6, fair / Tick));
                (Rights[row], Strikes[row], Prices[row]) = (right, strike, Math.Max(ticks, 1) * Tick);
            }
        }
    }
}
