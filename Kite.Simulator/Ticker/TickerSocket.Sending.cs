using System.Buffers.Binary;
using System.Net.WebSockets;

namespace Kite.Simulator.Ticker;

internal sealed partial class TickerSocket
{
    async Task SendLoopAsync(CancellationToken cancellation)
    {
        try
        {
            while (!cancellation.IsCancellationRequested)
            {
                await _wake.WaitAsync(cancellation);
                if (_ending)
                {
                    await FlushAsync(cancellation);
                    return;
                }

                if (Muted)
                    continue;
                await SendEventsAsync(cancellation);
                if (Interlocked.Exchange(ref _burst, null) is { IsEmpty: false } burst)
                    await burst.RunAsync(_world.Time, _world.Options.Stamps, frame => SendFrameAsync(frame, cancellation), cancellation);
                await SendPacketsAsync(cancellation);
                if (Silent)
                    await SendAsync(s_heartbeatFrame, WebSocketMessageType.Binary, cancellation);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            await _end.CancelAsync();
        }
    }

    async Task SendEventsAsync(CancellationToken cancellation)
    {
        while (_events.Reader.TryRead(out var frame))
            await SendEventAsync(frame, cancellation);
    }

    async Task FlushAsync(CancellationToken cancellation)
    {
        _end.CancelAfter(s_goodbye);
        await SendEventsAsync(cancellation);
        await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellation);
    }

    async Task SendPacketsAsync(CancellationToken cancellation)
    {
        int length;
        lock (_world.Gate)
            length = Subscriptions.Write(_world.Market, _world.Hub.Cache, ref _buffer);
        if (length == 0)
            return;
        if (Delay > TimeSpan.Zero)
            await Task.Delay(Delay, _world.Time, cancellation);
        if (Reordering && _held is null)
        {
            _held = _buffer[..length];
            return;
        }

        await SendFrameAsync(_buffer.AsMemory(0, length), cancellation);
        if (Duplicating)
            await SendFrameAsync(_buffer.AsMemory(0, length), cancellation);
        if (_held is { } held)
            await SendFrameAsync(held, cancellation);
        _held = null;
    }

    async Task SendFrameAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellation)
    {
        await SendAsync(frame, WebSocketMessageType.Binary, cancellation);
        _world.Hub.OnSent(BinaryPrimitives.ReadUInt16BigEndian(frame.Span));
    }

    async Task SendEventAsync(OutgoingFrame frame, CancellationToken cancellation)
    {
        if (!frame.InFragments)
        {
            await SendAsync(frame.Bytes, frame.Type, cancellation);
            return;
        }

        for (var at = 0; at < frame.Bytes.Length; at += 7)
        {
            var part = frame.Bytes.AsMemory(at, Math.Min(7, frame.Bytes.Length - at));
            await _socket.SendAsync(part, frame.Type, at + 7 >= frame.Bytes.Length, cancellation);
        }
    }

    async Task SendAsync(ReadOnlyMemory<byte> bytes, WebSocketMessageType type, CancellationToken cancellation)
    {
        await _socket.SendAsync(bytes, type, endOfMessage: true, cancellation);
        _lastSent = _world.Time.GetTimestamp();
        FramesSent++;
    }
}
