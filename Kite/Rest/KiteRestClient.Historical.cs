using Kite.Budgets;

namespace Kite.Rest;

public sealed partial class KiteRestClient
{
    /// <summary>
    /// Candles of an instrument, oldest first; expired options have none. A range that is longer than the broker takes in one call goes out
    /// as several and comes back as one list without repetitions; if one call fails, its failure is the outcome.
    /// </summary>
    /// <param name="interval">See <see cref="Intervals"/>.</param>
    /// <param name="to">Includes a candle that opens at this time.</param>
    /// <param name="continuous">Joins expired futures; day candles only.</param>
    /// <param name="oi">Whether to ask for open interest.</param>
    public async Task<Outcome<IReadOnlyList<KiteCandle>>> HistoricalAsync(
        string accessToken, uint token, string interval, DateTimeOffset from, DateTimeOffset to, bool continuous, bool oi,
        CancellationToken cancellationToken)
    {
        if (from > to)
            return Outcome<IReadOnlyList<KiteCandle>>.Rejected(RejectionKind.Input, "Candles are asked for from an earlier time to a later one.");
        var candles = new SortedList<DateTimeOffset, KiteCandle>();
        var priority = RequestPriority.Normal;
        foreach (var (first, last) in Ranges(from, to, Intervals.MaxDays(interval)))
        {
            var query = new Form();
            query.Add("from", Ist.Format(first));
            query.Add("to", Ist.Format(last));
            query.Add("continuous", continuous ? "1" : "0");
            query.Add("oi", oi ? "1" : "0");
            var call = Call.Read(accessToken, $"/instruments/historical/{token}/{Segment(interval)}", query) with
            {
                Class = RequestClass.Historical,
                Priority = priority,
            };
            var outcome = await Send(call, KiteJson.Default.CandleList, cancellationToken);
            if (!outcome.IsAccepted)
                return outcome.Map(static list => list.Candles);
            foreach (var candle in outcome.Value!.Candles)
                candles[candle.Time] = candle;
            // A long history must not hold up another caller's few candles.
            priority = RequestPriority.Background;
        }

        return Outcome<IReadOnlyList<KiteCandle>>.Accepted([.. candles.Values]);
    }

    /// <summary>Parts of at most <paramref name="days"/> that meet in a shared second, so that no candle falls between two.</summary>
    internal static IEnumerable<(DateTimeOffset From, DateTimeOffset To)> Ranges(DateTimeOffset from, DateTimeOffset to, int days)
    {
        var step = TimeSpan.FromDays(days);
        while (to - from > step)
        {
            yield return (from, from + step);
            from += step;
        }

        yield return (from, to);
    }
}
