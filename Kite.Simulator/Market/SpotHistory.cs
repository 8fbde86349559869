namespace Kite.Simulator.Market;

/// <summary>
/// The level of an index at each minute of a trading day. Days before the simulation's start are made up, always the same for a seed; days
/// that were simulated are remembered.
/// </summary>
internal sealed class SpotHistory(ulong seed, TradingCalendar calendar)
{
    public const int Minutes = 375;
    const int RememberedDays = 20;
    const double DailyDeviation = 0.0077;
    readonly SortedDictionary<DateOnly, double[]> _simulated = [];
    readonly Dictionary<DateOnly, double> _closes = [];

    public IReadOnlyDictionary<DateOnly, double[]> Simulated => _simulated;

    public DateOnly StartDay { get; private set; }

    public int StartMinute { get; private set; }

    public double StartSpot { get; private set; }

    /// <summary>Where the simulation began, which is what the days before it lead up to.</summary>
    public void Begin(DateOnly day, int minute, double spot)
    {
        (StartDay, StartMinute, StartSpot) = (day, minute, spot);
        _closes.Clear();
    }

    /// <summary>Notes the level at the end of a simulated minute.</summary>
    public void Note(DateOnly day, int minute, double spot)
    {
        if (!_simulated.TryGetValue(day, out var path))
        {
            path = day == StartDay ? MakeUp(day) : new double[Minutes + 1];
            _simulated[day] = path;
            if (path[0] == 0)
                path.AsSpan().Fill(spot);
            while (_simulated.Count > RememberedDays)
                _simulated.Remove(_simulated.Keys.First());
        }

        path.AsSpan(Math.Clamp(minute, 0, Minutes)).Fill(spot);
    }

    public void Remember(DateOnly day, double[] path) => _simulated[day] = path;

    /// <summary>376 levels: at the opening, then at the end of each minute.</summary>
    public double[] Path(DateOnly day) => _simulated.TryGetValue(day, out var path) ? path : MakeUp(day);

    /// <summary>The close of the trading day before the one given.</summary>
    public double PreviousClose(DateOnly day)
    {
        var previous = calendar.PreviousTradingDay(day);
        return _simulated.TryGetValue(previous, out var path) ? path[Minutes] : MadeUpClose(previous);
    }

    double[] MakeUp(DateOnly day)
    {
        var random = RandomOf(day);
        var from = MadeUpClose(calendar.PreviousTradingDay(day)) * Math.Exp(0.002 * random.Normal());
        var (to, end) = day == StartDay ? (StartSpot, Math.Max(StartMinute, 1)) : (MadeUpClose(day), Minutes);
        var path = new double[Minutes + 1];
        var walk = new double[end + 1];
        for (var i = 1; i <= end; i++)
            walk[i] = walk[i - 1] + (DailyDeviation / Math.Sqrt(Minutes) * random.Normal());
        var drift = Math.Log(to / from) - walk[end];
        for (var i = 0; i <= end; i++)
            path[i] = from * Math.Exp(walk[i] + (drift * i / end));
        path.AsSpan(end).Fill(to);
        return path;
    }

    double MadeUpClose(DateOnly day)
    {
        if (_closes.TryGetValue(day, out var known))
            return known;
        // Backwards from the start, so that every earlier close follows from the seed alone.
        var level = StartSpot;
        for (var at = StartDay; at > day;)
        {
            var previous = calendar.PreviousTradingDay(at);
            level *= Math.Exp(-DailyDeviation * 0.8 * RandomOf(previous).Normal());
            _closes[previous] = level;
            at = previous;
        }

        return level;
    }

    SeededRandom RandomOf(DateOnly day) => new(SeededRandom.Mix(seed ^ ((ulong)day.DayNumber << 20)));
}
