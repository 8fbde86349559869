using Grains.Interfaces.Accounts;
using Grains.Interfaces.Feeds;
using Grains.Recording;
using Kite.Ticker;
using Microsoft.Extensions.Logging;

namespace Grains.Feeds;

/// <summary>What a ticker connection calls back into: frames go to the pump, order pushes to the account, states to the health that everybody reads.</summary>
internal sealed partial class FeedSocket(string source, FeedPump pump, IAccountGrain account, FeedRule rule, TimeProvider time, ILogger logger, FrameRecorder? recorder = null) : ITickerSink
{
    readonly Lock gate = new();
    FeedHealth health = new() { Source = source, State = FeedState.Stopped, Reason = "Not connected yet.", Since = time.GetUtcNow(), Simulated = rule.Simulated };

    public FeedPump Pump { get; } = pump;

    public FeedState State
    {
        get
        {
            lock (gate)
                return health.State;
        }
    }

    public FeedHealth Health()
    {
        lock (gate)
            return rule.Judge(Pump.AddCounters(health), time.GetUtcNow());
    }

    public ValueTask OnFrameAsync(ReadOnlyMemory<byte> frame, long receivedTimestamp)
    {
        recorder?.Record(source, frame.Span);
        Pump.Post(frame, receivedTimestamp);
        return default;
    }

    public void OnHeartbeat() => Pump.OnHeartbeat();

    public void OnText(TickerEvent e)
    {
        switch (e)
        {
            case TickerOrderEvent:
                Reconcile("order push");
                break;
            case TickerErrorEvent error:
                LogBrokerError(logger, source, error.Message);
                break;
            default:
                break;
        }
    }

    public void OnState(TickerState state, string reason)
    {
        var (next, connected) = state switch
        {
            TickerState.Connected => (FeedState.Healthy, true),
            TickerState.Connecting => (FeedState.Connecting, false),
            TickerState.NeedsLogin => (FeedState.NeedsLogin, false),
            TickerState.Stopped => (FeedState.Stopped, false),
            _ => (FeedState.Reconnecting, false),
        };
        bool again;
        lock (gate)
        {
            again = connected && health.Reconnects > 0;
            health = health with
            {
                State = next,
                Reason = reason,
                Since = time.GetUtcNow(),
                Reconnects = health.Reconnects + (state == TickerState.Reconnecting ? 1 : 0),
            };
        }

        LogState(logger, source, next, reason);
        if (!connected)
            return;
        Pump.OnConnected();
        // Order pushes during the gap are gone for good: the order book knows.
        Reconcile(again ? "ticker reconnected" : "ticker connected");
    }

    /// <summary>The ticker refused a token that is alive: it waits for another token.</summary>
    public void OnNotEntitled()
    {
        lock (gate)
        {
            if (health.State == FeedState.NeedsLogin)
                health = health with { State = FeedState.NotEntitled, Reason = "The account's key has no market data: the broker's ticker refuses a token that is alive.", Since = time.GetUtcNow() };
        }
    }

    /// <summary>The token is dead after all.</summary>
    public void OnTokenDead()
    {
        lock (gate)
        {
            if (health.State == FeedState.NotEntitled)
                health = health with { State = FeedState.NeedsLogin, Reason = "The broker does not know the token any more: log in.", Since = time.GetUtcNow() };
        }
    }

    void Reconcile(string reason) => account.RequestReconcile(reason).Ignore();

    [LoggerMessage(3002, LogLevel.Warning, "Feed {Source}: the broker says: {Message}")]
    static partial void LogBrokerError(ILogger logger, string source, string message);

    [LoggerMessage(3003, LogLevel.Information, "Feed {Source} is {State}: {Reason}")]
    static partial void LogState(ILogger logger, string source, FeedState state, string reason);
}
