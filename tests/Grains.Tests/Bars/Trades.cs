using FsCheck;
using FsCheck.Fluent;
using Grains.Bars;

namespace Grains.Tests.Bars;

/// <summary>A morning of trades in their true order, and the same packets as a network might bring them: displaced within the grace, some of them twice.</summary>
public sealed record Trades(IReadOnlyList<Trades.Trade> True, IReadOnlyList<Trades.Trade> Arrived)
{
    public const int Grace = 3;

    /// <summary>2025-11-20 09:15 IST.</summary>
    public const long Open = 1_763_610_300;

    public readonly record struct Trade(long Time, int Price, uint Volume)
    {
        internal BarTick Tick(int order) => new(Time, Price, Volume, Volume / 3, order);
    }

    public static Arbitrary<Trades> Any { get; } = (
        from steps in (from seconds in Gen.Choose(0, 9) from price in Gen.Choose(9_900, 10_100) from quantity in Gen.Choose(0, 400) select (seconds, price, quantity)).ListOf()
        from delays in Gen.Choose(0, Grace).ArrayOf(steps.Count)
        from doubled in Gen.Choose(0, 4).ArrayOf(steps.Count)
        select Make(steps, delays, doubled)).ToArbitrary();

    static Trades Make(IReadOnlyList<(int Seconds, int Price, int Quantity)> steps, int[] delays, int[] doubled)
    {
        var all = new List<Trade>();
        var (time, volume) = (Open, 0u);
        foreach (var (seconds, price, quantity) in steps)
        {
            time += seconds * seconds;
            volume += (uint)quantity + 1;
            all.Add(new(time, price, volume));
        }

        var arrived = all.Select((t, i) => (Trade: t, At: t.Time + delays[i], Copies: doubled[i] == 0 ? 2 : 1)).OrderBy(t => t.At).ThenByDescending(t => t.Trade.Volume)
            .SelectMany(t => Enumerable.Repeat(t.Trade, t.Copies));
        return new(all, [.. arrived]);
    }

    /// <summary>The clock runs with the packets, as the exchange's does.</summary>
    internal static List<RawBar> Build(IEnumerable<Trade> arrived, int width = 60, int grace = Grace)
    {
        var builder = new BarBuilder(width, grace, 100);
        var bars = new List<RawBar>();
        var (order, now) = (0, 0L);
        foreach (var trade in arrived)
        {
            builder.Add(trade.Tick(order++));
            now = Math.Max(now, trade.Time);
            builder.Seal(now, bars);
        }

        builder.Seal(now + 1000, bars);
        return bars;
    }
}
