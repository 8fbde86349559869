using Kite.Simulator.Tests.Support;
using Kite.Ticker;

namespace Kite.Simulator.Tests.Faults;

/// <summary>A simulator, our ticker connected to it, and both clocks in the test's hand.</summary>
internal sealed class TickerRig : IAsyncDisposable
{
    readonly ManualTime _time = new(periodic: true);
    readonly CancellationTokenSource _stop = new();
    readonly TickerConnection _connection;
    Task _running = Task.CompletedTask;

    TickerRig(Sim sim, Trader trader)
    {
        (Sim, Trader) = (sim, trader);
        _connection = new(
            new()
            {
                Addresses = new(sim.Host.RestAddress, sim.Host.LoginAddress, sim.Host.TickerAddress),
                ApiKey = trader.Account.ApiKey,
                AccessToken = _ => ValueTask.FromResult<string?>(Trader.AccessToken),
                Time = _time,
                Random = new(1),
            },
            Sink);
    }

    public Sim Sim { get; }

    public Trader Trader { get; }

    public TickerConnection Connection => _connection;

    public CollectingSink Sink { get; } = new();

    public uint[] Tokens { get; private set; } = [];

    /// <summary>Connected, with three instruments whose packets have come.</summary>
    public static async Task<TickerRig> StartAsync(bool connected = true)
    {
        var sim = await Sim.StartAsync();
        var rig = new TickerRig(sim, await sim.LoginAsync());
        rig.Tokens = [.. sim.Host.World.Market.Underlyings.Select(static u => u.Index.Token), sim.Option().Token];
        rig._connection.Subscribe(rig.Tokens, TickerMode.Full);
        if (connected)
            await rig.RunAsync();
        return rig;
    }

    public async Task RunAsync()
    {
        _running = _connection.RunAsync(_stop.Token);
        await UntilAsync(Receives);
    }

    public void Begin() => _running = _connection.RunAsync(_stop.Token);

    /// <summary>Every instrument's packets have come since the last <see cref="CollectingSink.Forget"/>.</summary>
    public bool Receives() => Tokens.All(Sink.Saw);

    /// <summary>Moves all clocks in quarter seconds until it is so.</summary>
    public Task UntilAsync(Func<bool> condition)
    {
        var steps = 0;
        return Eventually.TrueAsync(() =>
        {
            if (condition())
                return true;
            Assert.True(++steps < 8000, $"It never comes: {_connection.State}, {_connection.Counters}.");
            Sim.Turn();
            _time.Advance(TimeSpan.FromMilliseconds(250));
            return false;
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        await _connection.DisposeAsync();
        _stop.Dispose();
        await Sim.DisposeAsync();
    }
}

/// <summary>Keeps what was decoded, for each token.</summary>
internal sealed class CollectingSink : ITickerSink
{
    readonly Lock _gate = new();
    readonly Dictionary<uint, TickerPacket> _seen = [];

    public bool Saw(uint token)
    {
        lock (_gate)
            return _seen.ContainsKey(token);
    }

    public TickerPacket Last(uint token)
    {
        lock (_gate)
            return _seen[token];
    }

    public void Forget()
    {
        lock (_gate)
            _seen.Clear();
    }

    public ValueTask OnFrameAsync(ReadOnlyMemory<byte> frame, long receivedTimestamp)
    {
        var visitor = new Visitor(this);
        TickerFrame.Decode(frame.Span, ref visitor);
        return ValueTask.CompletedTask;
    }

    public void OnText(TickerEvent e)
    {
    }

    public void OnState(TickerState state, string reason)
    {
    }

    void Note(in TickerPacket packet)
    {
        lock (_gate)
            _seen[packet.Token] = packet;
    }

    readonly struct Visitor(CollectingSink sink) : IPacketVisitor
    {
        public void OnPacket(in TickerPacket packet) => sink.Note(packet);
    }
}
