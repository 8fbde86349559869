namespace Kite.Ticker;

/// <summary>
/// One WebSocket to the ticker that is kept alive: it reconnects with growing, jittered waits, asks for the token each time, and sends all
/// subscriptions again. A refused token is not tried twice.
/// </summary>
public sealed class TickerConnection : IAsyncDisposable
{
    readonly TickerOptions _options;
    readonly GuardedSink _sink;
    readonly TickerCounterCells _counters = new();
    readonly TickerSubscriptions _subscriptions;
    readonly TickerBackoff _backoff;
    readonly Signal _newToken = new();
    readonly CancellationTokenSource _disposed = new();
    readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    volatile TickerState _state;
    int _started;

    /// <exception cref="ArgumentException">The ticker's address is not ws:// or wss://.</exception>
    public TickerConnection(TickerOptions options, ITickerSink sink)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(sink);
        if (options.Addresses.Ticker.Scheme is not ("ws" or "wss"))
            throw new ArgumentException("The ticker's address must begin with ws:// or wss://.", nameof(options));
        _options = options;
        _sink = new GuardedSink(sink, _counters);
        _subscriptions = new TickerSubscriptions(options.MaxInstruments, options.BatchSize);
        _backoff = new TickerBackoff(options);
    }

    public TickerState State => _state;

    public TickerCounters Counters => _counters.Read();

    /// <summary>Instruments that should be streamed.</summary>
    public int Instruments => _subscriptions.Count;

    /// <summary>Streams instruments in a mode, now and after every reconnect; those that stream already change mode.</summary>
    /// <returns>How many found no room: beyond <see cref="TickerOptions.MaxInstruments"/>.</returns>
    public int Subscribe(IReadOnlyCollection<uint> tokens, TickerMode mode) => _subscriptions.Want(tokens, mode);

    /// <inheritdoc cref="Subscribe"/>
    public int SetMode(IReadOnlyCollection<uint> tokens, TickerMode mode) => _subscriptions.Want(tokens, mode);

    public void Unsubscribe(IReadOnlyCollection<uint> tokens) => _subscriptions.Drop(tokens);

    /// <summary>There is a new token: a refused or waiting connection tries again at once; an open one stays as it is.</summary>
    public void NotifyNewToken() => _newToken.Set();

    /// <summary>Connects and keeps connected until cancelled or disposed; then closes cleanly and ends without an exception. Runs once.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _started, 1) != 0)
            throw new InvalidOperationException("A ticker connection runs once. Make a new one.");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _disposed.Token);
        try
        {
            while (!stop.IsCancellationRequested)
                await AttemptAsync(stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Asked to stop while waiting.
        }
        finally
        {
            Enter(TickerState.Stopped, "The connection was asked to stop.");
            _ended.TrySetResult();
        }
    }

    /// <summary>Stops <see cref="RunAsync"/> and waits for its end; not to be awaited by the sink, whose calls are part of it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _disposed.CancelAsync();
        if (Interlocked.Exchange(ref _started, 1) != 0)
            await _ended.Task;
        else
            _ended.TrySetResult();
    }

    async Task AttemptAsync(CancellationToken stop)
    {
        // Asking for the token below answers every notification until now.
        _newToken.Clear();
        Enter(TickerState.Connecting, "Connecting to the ticker.");
        using var handshake = await TickerHandshake.TryAsync(_options, stop);
        switch (handshake.Result)
        {
            case HandshakeResult.Open:
                await StreamAsync(handshake, stop);
                break;
            case HandshakeResult.NeedsLogin:
                Enter(TickerState.NeedsLogin, handshake.Reason);
                await _newToken.WaitAsync(stop);
                break;
            case HandshakeResult.Refused:
                Enter(TickerState.Refused, handshake.Reason);
                await _newToken.WaitAsync(_backoff.AfterRefusal(handshake.RetryAfter), _options.Time, stop);
                break;
            default:
                await WaitAsync(handshake.Reason, stop);
                break;
        }
    }

    async Task StreamAsync(TickerHandshake handshake, CancellationToken stop)
    {
        Interlocked.Increment(ref _counters.Connects);
        var opened = _options.Time.GetTimestamp();
        Enter(TickerState.Connected, "The ticker is connected.");
        var socket = new TickerSocket(handshake.Socket, _options, _subscriptions, _counters, _sink);
        var reason = await socket.RunAsync(stop);
        stop.ThrowIfCancellationRequested();
        if (socket.GotAnything && _options.Time.GetElapsedTime(opened) >= _options.StableAfter)
            _backoff.Reset();
        await WaitAsync(reason, stop);
    }

    Task WaitAsync(string reason, CancellationToken stop)
    {
        var wait = _backoff.AfterFailure();
        Enter(TickerState.Reconnecting, $"{reason} Trying again in {wait.TotalSeconds:0.0} s.");
        return _newToken.WaitAsync(wait, _options.Time, stop);
    }

    void Enter(TickerState state, string reason)
    {
        _state = state;
        _sink.OnState(state, reason);
    }
}
