using System.Globalization;

namespace Benchmarks;

/// <summary>Several timed rounds after warm-up; the median is reported, because the machine is shared.</summary>
static class Measure
{
    const int Rounds = 7;
    static readonly TimeSpan RoundTime = TimeSpan.FromMilliseconds(700);

    /// <summary>Runs batches until each round is long enough; items a second and bytes an item, medians.</summary>
    public static async Task<(double PerSecond, double BytesPerItem)> Batches(Func<Task<long>> batch, TimeSpan? roundTime = null)
    {
        var length = roundTime ?? RoundTime;
        var time = TimeProvider.System;
        var warm = time.GetTimestamp();
        while (time.GetElapsedTime(warm) < length * 2)
            await batch();
        var rates = new List<double>();
        var bytes = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            var items = 0L;
            var allocated = GC.GetTotalAllocatedBytes(precise: true);
            var start = time.GetTimestamp();
            while (time.GetElapsedTime(start) < length)
                items += await batch();
            rates.Add(items / time.GetElapsedTime(start).TotalSeconds);
            bytes.Add((GC.GetTotalAllocatedBytes(precise: true) - allocated) / (double)items);
        }

        return (Median(rates), Median(bytes));
    }

    /// <summary>The median of a few rounds that measure themselves, after one that does not count.</summary>
    public static async Task<double> Median(Func<Task<double>> round)
    {
        await round();
        var figures = new List<double>();
        for (var i = 0; i < Rounds; i++)
            figures.Add(await round());
        return Median(figures);
    }

    public static string Count(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string Fraction(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
