using Kite.Recording;
using Kite.Simulator.Alerts;
using Kite.Simulator.Control;
using Kite.Simulator.Gtt;
using Kite.Simulator.Market;
using Kite.Simulator.MutualFunds;
using Kite.Simulator.Orders;
using Kite.Simulator.Persistence;
using Kite.Simulator.Recording;
using Kite.Simulator.Sessions;
using Kite.Simulator.Ticker;

namespace Kite.Simulator;

/// <summary>Everything that one simulator consists of, and the lock that guards it. Nothing under the lock waits for a socket or a disk flush.</summary>
internal sealed partial class World
{
    static readonly TimeSpan s_leastCoarseStep = TimeSpan.FromSeconds(15);
    static readonly TimeSpan s_mostCoarseStep = TimeSpan.FromMinutes(5);
    const int CoarseSteps = 1000;
    const int StepsPerTurn = 240;
    readonly StateFile _stateFile;
    TimeSpan _owed;
    long _lastTurn;
    long _lastSaved;
    long _lastFilled;
    double _ticksOwed;

    public World(SimulatorOptions options, TimeProvider time, CancellationToken stopping)
    {
        Options = options;
        RedirectUrl = options.RedirectUrl;
        Time = time;
        Stopping = stopping;
        Facts = options.OptionContracts is { } listed ? LargeWorld.Of(MarketFacts.Embedded, listed) : MarketFacts.Embedded;
        Journal = new(options.DataFolder);
        _stateFile = new(options.DataFolder);
        Market = new(Facts, options.Seed, options.Rate, options.Start ?? Facts.Exchange.DefaultStart);
        Sessions = new(this, options.Accounts);
        Portfolio = new(this, options.Funds);
        Orders = new(this);
        Holdings = new(this);
        DailyOrders = new(this);
        Gtts = new(this);
        Alerts = new(this);
        Funds = new(this);
        Postbacks = new(this);
        Replay = new(this);
        Hub = new(this);
        Restore();
        Hub.Cache.Rebuild(Market.Instruments);
        Clock = new(time, Market.Now, options.Speed);
        _lastTurn = _lastSaved = time.GetTimestamp();
    }

    public Lock Gate { get; } = new();
    public SimulatorOptions Options { get; }
    public TimeProvider Time { get; }
    public CancellationToken Stopping { get; }
    public MarketFacts Facts { get; }
    public SimulatedMarket Market { get; }
    public SessionTable Sessions { get; }
    public OrderEngine Orders { get; }
    public Portfolio Portfolio { get; }
    public Holdings Holdings { get; }
    public DailyOrders DailyOrders { get; }
    public GttBook Gtts { get; }
    public AlertBook Alerts { get; }
    public FundBook Funds { get; }
    public Postbacks Postbacks { get; }
    public Replay Replay { get; }

    /// <summary>Told of a stretch of a recording that was passed over.</summary>
    public Action<SegmentDamage> OnDamagedRecording { get; set; } = static _ => { };

    /// <summary>Told why a replay ended before its recording did.</summary>
    public Action<Exception> OnUnreadableRecording { get; set; } = static _ => { };
    public TickerHub Hub { get; }
    public Journal Journal { get; }
    public SimulatorClock Clock { get; }
    public Faults Faults { get; } = new();
    public Rest.RequestCounts Requests { get; } = new();

    public Uri RedirectUrl { get; set; }

    /// <summary>The exchange is closed: nothing ticks, after market orders are taken.</summary>
    public bool Closed { get; set; }

    /// <summary>Every REST route answers with a page that says so.</summary>
    public bool Maintenance { get; set; }

    public int FreezeOf(Instrument i) => i.IsSpot ? int.MaxValue : Facts.Freeze.Of(i.Exchange, i.Underlying.Facts.Name, Market.Today);

    /// <summary>An order that the broker itself places counts, too.</summary>
    public void CountOrder(string userId) => DailyOrders.Add(userId);

    /// <summary>Tells the user's sockets and the app's address what became of an order.</summary>
    public void Tell(OrderRow row)
    {
        Hub.Push(row.UserId, OrderJson.Event(row));
        Postbacks.Send(row);
    }

    /// <summary>How often <see cref="Turn"/> should be called.</summary>
    public static TimeSpan TurnPeriod { get; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Brings market, orders and sockets up to the present.</summary>
    public void Turn()
    {
        lock (Gate)
        {
            var now = Time.GetTimestamp();
            _owed += Time.GetElapsedTime(_lastTurn, now) * Clock.Speed;
            _lastTurn = now;
            // A fast clock takes longer steps, twenty a second at most.
            var step = SimulatedMarket.FineStep * Math.Max(1, Math.Ceiling(Clock.Speed * 0.05 / SimulatedMarket.FineStep.TotalSeconds));
            // A process that slept does not run the lost hours: the clock stands still meanwhile.
            if (_owed > step * StepsPerTurn)
                _owed = step * StepsPerTurn;
            if (Closed || Replay.Running || Hub.IsFlooding)
                _owed = TimeSpan.Zero;
            while (_owed >= step)
            {
                _owed -= step;
                Step(step);
            }

            Fill(now);
            Trade();
            Hub.Publish(Market);
            Hub.Pulse();
            if (Time.GetElapsedTime(_lastSaved, now) >= TimeSpan.FromSeconds(2))
                Save();
        }
    }

    /// <summary>Moves the clock on at once, in steps of 15 simulated seconds, longer ones over days.</summary>
    public void Advance(TimeSpan length)
    {
        lock (Gate)
        {
            var step = CoarseLength(length);
            for (var left = length; left > TimeSpan.Zero; left -= step)
                CoarseStep(left < step ? left : step);
            Show();
        }
    }

    /// <summary>Moves the clock to an instant; nights and holidays on the way cost nothing.</summary>
    public void AdvanceTo(DateTimeOffset time)
    {
        lock (Gate)
        {
            var step = CoarseLength(time - Market.Now);
            while (Market.Now < time)
                CoarseStep(time - Market.Now < step ? time - Market.Now : step);
            Show();
        }
    }

    /// <summary>Writes clock and prices; orders are in the journal already.</summary>
    public void Save()
    {
        _lastSaved = Time.GetTimestamp();
        _stateFile.Write(MarketState.Write(Market));
    }

    void Step(TimeSpan length)
    {
        if (Market.Now + length < Market.Calendar.Close(Market.Today))
        {
            Market.Step(length);
            Clock.Set(Market.Now);
            return;
        }

        var next = Market.Calendar.NextTradingDay(Market.Today);
        Orders.EndDay();
        Gtts.EndDay(Market.Calendar.Close(Market.Today));
        Funds.EndDay(next);
        var day = Portfolio.EndDay(Market.Today, next);
        Portfolio.Restore(day);
        Holdings.Restore(day.Holdings!);
        Market.Step(length);
        Clock.Set(Market.Now);
        Journal.Restart(Carried(day));
        Hub.EndDead();
        Hub.Cache.Rebuild(Market.Instruments);
        Market.TakeDirty();
        Save();
    }

    static TimeSpan CoarseLength(TimeSpan way)
    {
        var even = way / CoarseSteps;
        return even < s_leastCoarseStep ? s_leastCoarseStep : even > s_mostCoarseStep ? s_mostCoarseStep : even;
    }

    void CoarseStep(TimeSpan length)
    {
        Closed = false;
        Step(length);
        Trade();
    }

    /// <summary>Adds what a set rate of packets still lacks; what was missed for more than a quarter of a second is let go.</summary>
    void Fill(long now)
    {
        var elapsed = Time.GetElapsedTime(_lastFilled, now).TotalSeconds;
        _lastFilled = now;
        if (Options.TicksPerSecond is not { } rate || Closed || Clock.Speed == 0 || Replay.Running || Hub.IsFlooding)
            return;
        _ticksOwed = Math.Min(_ticksOwed + (rate * elapsed), rate * 0.25) - Market.Dirty.Count;
        if (_ticksOwed < 1)
            return;
        Market.Touch((int)_ticksOwed);
        _ticksOwed -= (int)_ticksOwed;
    }

    void Trade()
    {
        Orders.Turn();
        Gtts.Turn();
        Alerts.Turn();
    }

    void Show()
    {
        Hub.Publish(Market);
        Hub.Pulse();
        Save();
    }
}
