namespace Grains.Bars;

/// <summary>What one packet says of the last trade.</summary>
/// <param name="Time">Unix seconds by the exchange's clock: of the trade where the packet has it, else of the packet.</param>
/// <param name="Price">Raw units.</param>
/// <param name="Volume">The day's cumulative volume, as sent; null where there is none.</param>
/// <param name="ReceivedAt">UTC ticks: the last resort where two packets have one second and one volume.</param>
internal readonly record struct BarTick(long Time, int Price, uint? Volume, uint? OpenInterest, long ReceivedAt) : IComparable<BarTick>
{
    /// <summary>The order of trades, whatever order packets come in.</summary>
    public int CompareTo(BarTick other)
    {
        var by = Time.CompareTo(other.Time);
        if (by == 0)
            by = Nullable.Compare(Volume, other.Volume);
        if (by == 0)
            by = ReceivedAt.CompareTo(other.ReceivedAt);
        return by != 0 ? by : Price.CompareTo(other.Price);
    }
}

/// <summary>A bar in raw units.</summary>
/// <param name="Start">Unix seconds.</param>
/// <param name="DayVolume">The day's cumulative volume at its end, from which the next one is counted.</param>
internal readonly record struct RawBar(
    long Start, int Open, int High, int Low, int Close, long Volume, uint? DayVolume, uint? OpenInterest, bool Gap, bool Complete);
