using System.Globalization;

namespace Benchmarks;

/// <summary>Several timed rounds after warm-up. The median is reported, because the machine is shared; of what takes nanoseconds the fastest round, since others only ever add to it; of rates both.</summary>
static class Measure
{
    const int Rounds = 7;
    const int ShortRounds = 150;
    const int RateRounds = 15;
    static readonly TimeSpan s_rateRound = TimeSpan.FromMilliseconds(300);
    static readonly TimeSpan s_shortRound = TimeSpan.FromMilliseconds(10);
    static readonly TimeSpan RoundTime = TimeSpan.FromMilliseconds(700);

    /// <summary>Runs batches until each round is long enough; items a second and bytes an item, medians.</summary>
    public static async Task<(double PerSecond, double BytesPerItem)> Batches(Func<Task<long>> batch)
    {
        var rounds = await LongRounds(batch, RoundTime, Rounds);
        return (Median(rounds.ConvertAll(static round => 1e9 / round.Nanoseconds)), Median(rounds.ConvertAll(static round => round.Bytes)));
    }

    /// <summary>Items a second of rounds that are long enough to have their share of garbage collections: the fastest, and the median.</summary>
    public static async Task<(double Fastest, double Median)> Rate(Func<Task<long>> batch)
    {
        var rates = (await LongRounds(batch, s_rateRound, RateRounds)).ConvertAll(static round => 1e9 / round.Nanoseconds);
        return (rates.Max(), Median(rates));
    }

    /// <summary>Nanoseconds an item of several batches, each the fastest of many short rounds that take turns, so that all have met the machine at its best; and bytes an item, medians.</summary>
    public static async Task<Fastest[]> InTurns(params Func<Task<long>>[] batches)
    {
        var time = TimeProvider.System;
        var warm = time.GetTimestamp();
        while (time.GetElapsedTime(warm) < RoundTime * batches.Length)
        {
            foreach (var batch in batches)
                await batch();
        }

        var rounds = Array.ConvertAll(batches, static _ => new List<(double Nanoseconds, double Bytes)>());
        for (var round = 0; round < ShortRounds; round++)
        {
            for (var i = 0; i < batches.Length; i++)
                rounds[i].Add(await Round(batches[i], s_shortRound));
        }

        return Array.ConvertAll(rounds, static of => new Fastest(of.Min(static r => r.Nanoseconds), Median([.. of.Select(static r => r.Bytes)])));
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

    static async Task<List<(double Nanoseconds, double Bytes)>> LongRounds(Func<Task<long>> batch, TimeSpan length, int count)
    {
        var time = TimeProvider.System;
        var warm = time.GetTimestamp();
        while (time.GetElapsedTime(warm) < length * 2)
            await batch();
        var rounds = new List<(double Nanoseconds, double Bytes)>();
        for (var round = 0; round < count; round++)
            rounds.Add(await Round(batch, length));
        return rounds;
    }

    /// <summary>Batches for so long: nanoseconds and bytes an item.</summary>
    static async Task<(double Nanoseconds, double Bytes)> Round(Func<Task<long>> batch, TimeSpan length)
    {
        var time = TimeProvider.System;
        var items = 0L;
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var start = time.GetTimestamp();
        while (time.GetElapsedTime(start) < length)
            items += await batch();
        var nanoseconds = time.GetElapsedTime(start).TotalNanoseconds / items;
        return (nanoseconds, (GC.GetTotalAllocatedBytes(precise: true) - allocated) / (double)items);
    }

    static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }

    /// <summary>What the fastest round took for an item, and what an item allocated.</summary>
    public readonly record struct Fastest(double Nanoseconds, double Bytes);
}
