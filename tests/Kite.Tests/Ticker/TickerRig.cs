using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;
using Kite.Tests.Fakes;
using Kite.Ticker;
using Microsoft.AspNetCore.Http;

namespace Kite.Tests.Ticker;

/// <summary>A ticker on a real socket that does what the test says, and a connection to it whose events can be awaited.</summary>
sealed class TickerRig : ITickerSink, IAsyncDisposable
{
    readonly Channel<(TickerState State, string Reason)> _states = Channel.CreateBounded<(TickerState, string)>(10_000);
    readonly Channel<byte[]> _frames = Channel.CreateBounded<byte[]>(10_000);
    readonly Channel<TickerEvent> _texts = Channel.CreateBounded<TickerEvent>(10_000);
    readonly CancellationTokenSource _stop = new();
    WebBroker _broker = null!;
    Task _running = Task.CompletedTask;

    public TickerConnection Connection { get; private set; } = null!;

    /// <summary>Handshakes seen, refused ones included.</summary>
    public int Attempts;

    public string? Token = "acc tok&1";

    /// <summary>What an upgrade is answered with; 101 accepts.</summary>
    public Func<HttpContext, int> Status = _ => 101;

    public Func<ReadOnlyMemory<byte>, ValueTask> OnFrame = _ => ValueTask.CompletedTask;

    public Action OnStateHook = () => { };

    public static async Task<TickerRig> StartAsync(
        Func<WebSocket, HttpContext, Task> serve, Func<TickerOptions, TickerOptions>? options = null, Action<TickerRig>? before = null)
    {
        var rig = new TickerRig();
        rig._broker = await WebBroker.StartAsync(async context =>
        {
            Interlocked.Increment(ref rig.Attempts);
            if (rig.Status(context) is var status and not 101)
            {
                context.Response.StatusCode = status;
                return;
            }

            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            try
            {
                await serve(socket, context);
            }
            catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
            {
                // The client left.
            }
        });
        var made = new TickerOptions
        {
            Addresses = rig._broker.Addresses, ApiKey = "simkey00", AccessToken = _ => new(rig.Token), Random = new Random(1),
            BackoffMin = TimeSpan.FromMilliseconds(1), BackoffMax = TimeSpan.FromMilliseconds(20), RefusedBackoff = TimeSpan.FromMilliseconds(5),
        };
        rig.Connection = new TickerConnection(options?.Invoke(made) ?? made, rig);
        before?.Invoke(rig);
        rig._running = rig.Connection.RunAsync(rig._stop.Token);
        return rig;
    }

    public async Task<string> StateAsync(TickerState state)
    {
        while (true)
        {
            var next = await _states.Reader.ReadAsync().AsTask().Soon();
            if (next.State == state)
                return next.Reason;
        }
    }

    public Task<byte[]> FrameAsync() => _frames.Reader.ReadAsync().AsTask().Soon();

    public Task<TickerEvent> TextAsync() => _texts.Reader.ReadAsync().AsTask().Soon();

    /// <summary>States seen and not yet awaited.</summary>
    public int PendingStates => _states.Reader.Count;

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running.Soon();
    }

    public async ValueTask OnFrameAsync(ReadOnlyMemory<byte> frame, long receivedTimestamp)
    {
        _frames.Writer.TryWrite(frame.ToArray());
        await OnFrame(frame);
    }

    public void OnText(TickerEvent e) => _texts.Writer.TryWrite(e);

    public void OnState(TickerState state, string reason)
    {
        _states.Writer.TryWrite((state, reason));
        OnStateHook();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Connection.DisposeAsync();
        await _broker.DisposeAsync();
        _stop.Dispose();
    }

    /// <summary>The next text of the client; null when it closes.</summary>
    public static async Task<string?> ReadAsync(WebSocket socket)
    {
        var buffer = new byte[65536];
        var read = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
        return read.MessageType == WebSocketMessageType.Close ? null : Encoding.ASCII.GetString(buffer, 0, read.Count);
    }

    public static async Task DrainAsync(WebSocket socket)
    {
        while (await ReadAsync(socket) is not null)
        {
        }

        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
    }

    public static Task SendAsync(WebSocket socket, byte[] frame, bool end = true) =>
        socket.SendAsync(frame, WebSocketMessageType.Binary, end, CancellationToken.None);

    public static Task SendAsync(WebSocket socket, string text) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None);
}
