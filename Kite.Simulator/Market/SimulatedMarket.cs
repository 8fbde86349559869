namespace Kite.Simulator.Market;

/// <summary>
/// The simulated exchange: indices that walk, futures and options that are quoted around them. It moves only when it is stepped, and
/// the same seed and steps give the same prices. Not thread-safe: the world's lock guards it.
/// </summary>
internal sealed partial class SimulatedMarket
{
    /// <summary>The simulated length of one fine step.</summary>
    public static readonly TimeSpan FineStep = TimeSpan.FromMilliseconds(250);

    readonly MarketFacts _facts;
    readonly double _rate;
    readonly Listing _listing;
    readonly Quoting _quoting;
    readonly List<Instrument> _dirty = [];
    Dictionary<uint, Instrument> _byToken = [];
    Dictionary<string, Instrument> _byKey = [];
    long _step;
    int _touched;

    public SimulatedMarket(MarketFacts facts, int seed, double rate, DateTimeOffset start)
    {
        _facts = facts;
        _rate = rate;
        Random = new((ulong)seed);
        Calendar = new(facts);
        _listing = new(facts, Calendar);
        Now = Calendar.InSession(start);
        Underlyings = [.. facts.Exchange.Underlyings.Select(static (f, i) => new Underlying(f, i))];
        _quoting = new(facts, Random);
        var minute = MinuteOf(Now);
        Histories = [.. Underlyings.Select(u => new SpotHistory((ulong)seed ^ u.Facts.IndexToken, Calendar))];
        foreach (var underlying in Underlyings)
        {
            underlying.Index = Listing.Index(underlying);
            Histories[underlying.Number].Begin(Today, minute, underlying.Spot);
        }

        List();
        Reprice();
        StartOfSimulation();
    }

    public TradingCalendar Calendar { get; }

    public DateTimeOffset Now { get; private set; }

    public DateOnly Today => TradingCalendar.DateOf(Now);

    public Underlying[] Underlyings { get; }

    public SpotHistory[] Histories { get; }

    public IReadOnlyList<Instrument> Instruments { get; private set; } = [];

    /// <summary>Raised by <see cref="List"/>: indexes have changed.</summary>
    public int ListingVersion { get; private set; }

    /// <summary>What changed since the last <see cref="TakeDirty"/>.</summary>
    public IReadOnlyList<Instrument> Dirty => _dirty;

    public SeededRandom Random { get; }

    public double RiskFreeRate => _facts.Exchange.Rate;

    public Instrument? Find(uint token) => _byToken.GetValueOrDefault(token);

    /// <summary>By <c>EXCHANGE:SYMBOL</c>.</summary>
    public Instrument? Find(string key) => _byKey.GetValueOrDefault(key);

    public void TakeDirty() => _dirty.Clear();

    public int MinuteOf(DateTimeOffset time) => (int)(time - Calendar.Open(TradingCalendar.DateOf(time))).TotalMinutes;

    /// <summary>Moves the market by one step; true when the session has closed and the next day began.</summary>
    public bool Step(TimeSpan length)
    {
        var close = Calendar.Close(Today);
        if (Now + length >= close)
        {
            NextDay();
            return true;
        }

        Now += length;
        _step++;
        var seconds = length.TotalSeconds;
        var fine = length <= FineStep;
        WalkIndices(seconds, fine);
        Breathe(seconds);
        // Market makers follow the index twice a second, all of them together: futures and options agree with each other at every instant.
        if (!fine || _step % 2 == 0)
            Reprice();
        foreach (var instrument in Instruments)
        {
            if (instrument.Kind == InstrumentKind.Future)
                StepFuture(instrument, seconds, fine);
            else if (instrument.IsOption)
                StepOption(instrument, seconds, fine);
        }

        return false;
    }

    /// <summary>
    /// Makes this many contracts tick, one after the other through the listing: a trade at the best price and new sizes, without a new fair value.
    /// For a set rate of packets; the natural ones of <see cref="Step"/> come besides.
    /// </summary>
    public void Touch(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _touched = _touched + 1 >= Instruments.Count ? Underlyings.Length : _touched + 1;
            var instrument = Instruments[_touched];
            _quoting.Touch(instrument, Now);
            MarkDirty(instrument);
        }
    }

    void StepFuture(Instrument future, double seconds, bool fine)
    {
        var due = Random.Uniform() < 2 * _rate * seconds || !fine;
        var moved = Math.Abs(Expiry(future).Forward - future.QuotedForward) * 100 > future.TickPaise;
        if (!due && !moved)
            return;
        _quoting.Future(future, Expiry(future), Now, MinuteOf(Now), seconds, due);
        MarkDirty(future);
    }

    void StepOption(Instrument option, double seconds, bool fine)
    {
        var due = Random.Uniform() < option.Pace * _rate * seconds;
        if (fine && !due)
        {
            var moved = Math.Abs(Expiry(option).Forward - option.QuotedForward) * option.Delta > option.Tolerance;
            if (!moved)
                return;
        }

        _quoting.Option(option, Expiry(option), Now, MinuteOf(Now), due || !fine);
        MarkDirty(option);
    }

    void MarkDirty(Instrument instrument)
    {
        instrument.ExchangeTime = Now.ToUnixTimeSeconds();
        _dirty.Add(instrument);
    }

    static ExpiryState Expiry(Instrument instrument) => instrument.Underlying.Expiries[instrument.Expiry];
}
