using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Kite.Simulator.Sessions;

namespace Kite.Simulator.Ticker;

/// <summary>One ticker connection: a loop that reads requests and a loop that sends what is owed, events first.</summary>
internal sealed partial class TickerSocket : IDisposable
{
    const int LargestRequest = 1 << 20;
    const int EventsKept = 1024;
    static readonly TimeSpan s_goodbye = TimeSpan.FromSeconds(2);
    static readonly TimeSpan s_heartbeat = TimeSpan.FromSeconds(1);
    static readonly TimeSpan s_halfOpenLife = TimeSpan.FromMinutes(1);
    static readonly byte[] s_heartbeatFrame = [0];
    readonly World _world;
    readonly WebSocket _socket;
    readonly Channel<OutgoingFrame> _events;
    readonly SemaphoreSlim _wake = new(0, 1);
    readonly CancellationTokenSource _end = new();
    byte[] _buffer = new byte[8192];
    byte[]? _held;
    Burst? _burst;
    volatile bool _ending;
    long _lastSent;

    public TickerSocket(World world, WebSocket socket, Session session, int number, Action abort)
    {
        _world = world;
        _socket = socket;
        Session = session;
        Number = number;
        Abort = abort;
        _lastSent = world.Time.GetTimestamp();
        _events = Channel.CreateBounded<OutgoingFrame>(
            new BoundedChannelOptions(EventsKept) { FullMode = BoundedChannelFullMode.DropOldest }, _ => EventsDropped++);
    }

    public Session Session { get; }

    public int Number { get; }

    /// <summary>Ends the TCP connection without a close frame.</summary>
    public Action Abort { get; }

    public SubscriptionTable Subscriptions { get; } = new();

    /// <summary>TCP stays up and nothing is sent, heartbeats included.</summary>
    public bool Muted { get; set; }

    /// <summary>Every market frame goes out twice.</summary>
    public bool Duplicating { get; set; }

    /// <summary>TCP stays up; nothing is sent and what the client sends is not read.</summary>
    public bool HalfOpen { get; set; }

    /// <summary>Each market frame goes out after its successor.</summary>
    public bool Reordering { get; set; }

    /// <summary>How late market frames go out.</summary>
    public TimeSpan Delay { get; set; }

    public long FramesSent { get; private set; }

    public long EventsDropped { get; private set; }

    public void Dispose()
    {
        _wake.Dispose();
        _end.Dispose();
    }

    public void Enqueue(OutgoingFrame frame)
    {
        _events.Writer.TryWrite(frame);
        Wake();
    }

    /// <summary>Waits for room instead of dropping.</summary>
    public async ValueTask EnqueueAsync(OutgoingFrame frame, CancellationToken cancellation)
    {
        while (_events.Reader.Count >= EventsKept - 1 && !_end.IsCancellationRequested)
            await Task.Delay(TimeSpan.FromMilliseconds(1), _world.Time, cancellation);
        Enqueue(frame);
    }

    /// <summary>Sends a flood before anything else.</summary>
    public void Start(Burst burst)
    {
        Interlocked.Exchange(ref _burst, burst);
        Wake();
    }

    public void EnqueueText(string json) => Enqueue(new(WebSocketMessageType.Text, Encoding.UTF8.GetBytes(json)));

    /// <summary>Called by the world's loop: the sender looks whether it owes anything, a heartbeat included.</summary>
    public void Pulse()
    {
        if (!Muted && (Subscriptions.OwesPackets || _events.Reader.Count > 0 || Silent))
            Wake();
    }

    /// <summary>Says goodbye with a close frame; a client that does not answer is cut off.</summary>
    public void End()
    {
        _ending = true;
        Wake();
    }

    /// <summary>Serves until either side ends.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(stopping, _end.Token);
        var sending = SendLoopAsync(linked.Token);
        try
        {
            await ReceiveLoopAsync(linked.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The peer went away, or the socket was told to end: both are ordinary ends.
        }

        await _end.CancelAsync();
        await sending;
        await CloseAsync();
    }

    bool Silent => _world.Time.GetElapsedTime(_lastSent) >= s_heartbeat;

    void Wake()
    {
        lock (_wake)
        {
            if (_wake.CurrentCount == 0)
                _wake.Release();
        }
    }

    async Task CloseAsync()
    {
        if (_socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived))
            return;
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1), _world.Time);
            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // Nobody is left to tell.
        }
    }

    async Task ReceiveLoopAsync(CancellationToken cancellation)
    {
        var buffer = new byte[16 * 1024];
        var filled = 0;
        while (true)
        {
            var result = await _socket.ReceiveAsync(buffer.AsMemory(filled), cancellation);
            if (HalfOpen)
            {
                // The broker finds out in the end, and frees the slot.
                await Task.Delay(s_halfOpenLife, _world.Time, cancellation);
                return;
            }

            if (result.MessageType == WebSocketMessageType.Close)
                return;
            filled += result.Count;
            if (!result.EndOfMessage)
            {
                if (filled == LargestRequest)
                    return;
                if (filled == buffer.Length)
                    Array.Resize(ref buffer, buffer.Length * 2);
                continue;
            }

            if (result.MessageType == WebSocketMessageType.Text)
                Handle(buffer.AsMemory(0, filled));
            filled = 0;
        }
    }

    void Handle(ReadOnlyMemory<byte> message)
    {
        TickerRequest? request;
        try
        {
            request = TickerRequest.Parse(message);
        }
        catch (JsonException)
        {
            request = null;
        }

        if (request is null)
        {
            EnqueueText("""{"type":"error","data":"Invalid request."}""");
            return;
        }

        bool fits;
        lock (_world.Gate)
            fits = request.Apply(Subscriptions, _world.Market);
        if (!fits)
            EnqueueText("""{"type":"error","data":"Can't subscribe to more than 3000 instruments."}""");
        Wake();
    }
}
