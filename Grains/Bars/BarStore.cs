using System.Globalization;
using System.Text;
using Dapper;
using Grains.Storage;

namespace Grains.Bars;

/// <summary>Stored 1-minute bars. Errors as in <see cref="IOrderStore"/>.</summary>
internal sealed class BarStore(TickerDatabase database)
{
    const string Select =
        """
        SELECT instrument AS Instrument, mode AS Mode, start AS Start, divisor AS Divisor, open AS Open, high AS High, low AS Low, close AS Close,
               volume AS Volume, day_volume AS DayVolume, oi AS Oi, gap AS Gap
        FROM bars
        """;

    const string Insert = "INSERT INTO bars (instrument, mode, start, divisor, open, high, low, close, volume, day_volume, oi, gap) VALUES ";

    const string Replace =
        """
         ON CONFLICT (instrument, mode, start) DO UPDATE SET divisor = excluded.divisor, open = excluded.open, high = excluded.high, low = excluded.low,
            close = excluded.close, volume = excluded.volume, day_volume = excluded.day_volume, oi = excluded.oi, gap = excluded.gap
        """;

    /// <summary>One statement, one commit.</summary>
    public Task<int> Put(IReadOnlyList<StoredBar> bars)
    {
        var sql = new StringBuilder(Insert);
        var values = new DynamicParameters();
        for (var at = 0; at < bars.Count; at++)
        {
            var (instrument, mode, divisor, bar) = bars[at];
            object?[] row = [instrument, mode, bar.Start, divisor, bar.Open, bar.High, bar.Low, bar.Close, bar.Volume, (long?)bar.DayVolume, (long?)bar.OpenInterest, bar.Gap ? 1 : 0];
            sql.Append(at == 0 ? "(" : ", (");
            for (var column = 0; column < row.Length; column++)
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"p{at}_{column}");
                values.Add(name, row[column]);
                sql.Append(column == 0 ? "@" : ", @").Append(name);
            }

            sql.Append(')');
        }

        var text = sql.Append(Replace).ToString();
        return database.WriteAsync(connection => connection.Execute(text, values));
    }

    /// <summary>In order of time, <paramref name="to"/> not included.</summary>
    public Task<IReadOnlyList<StoredBar>> Read(string instrument, string mode, long from, long to, int limit) => database.ReadAsync<IReadOnlyList<StoredBar>>(connection =>
        [.. connection.Query<Row>($"{Select} WHERE instrument = @instrument AND mode = @mode AND start >= @from AND start < @to ORDER BY start LIMIT @limit", new { instrument, mode, from, to, limit })
            .Select(r => r.ToBar())]);

    public Task<StoredBar?> Last(string instrument, string mode) => database.ReadAsync(connection =>
        connection.QueryFirstOrDefault<Row>($"{Select} WHERE instrument = @instrument AND mode = @mode ORDER BY start DESC LIMIT 1", new { instrument, mode })?.ToBar());

    /// <summary>Takes away what is older than so many days before a mode's newest bar, a day of bars at most; returns how many.</summary>
    public Task<int> Forget(string mode, int keepDays) => database.WriteAsync(connection => connection.Execute(
        """
        DELETE FROM bars WHERE mode = @mode AND start < (SELECT max(start) FROM bars WHERE mode = @mode) - @keep
            AND start < (SELECT min(start) FROM bars WHERE mode = @mode) + 86400
        """,
        new { mode, keep = keepDays * 86_400L }));

    sealed class Row
    {
        public string Instrument { get; set; } = "";
        public string Mode { get; set; } = "";
        public long Start { get; set; }
        public long Divisor { get; set; }
        public long Open { get; set; }
        public long High { get; set; }
        public long Low { get; set; }
        public long Close { get; set; }
        public long Volume { get; set; }
        public long? DayVolume { get; set; }
        public long? Oi { get; set; }
        public long Gap { get; set; }

        public StoredBar ToBar() => new(Instrument, Mode, (int)Divisor, new(
            Start, (int)Open, (int)High, (int)Low, (int)Close, Volume, (uint?)DayVolume, (uint?)Oi, Gap != 0, Complete: true));
    }
}
