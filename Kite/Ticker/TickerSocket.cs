using System.Net.WebSockets;

namespace Kite.Ticker;

/// <summary>The life of one open socket: one task reads, one sends subscriptions, one watches for silence.</summary>
sealed class TickerSocket(ClientWebSocket socket, TickerOptions options, TickerSubscriptions subscriptions, TickerCounterCells counters, GuardedSink sink)
{
    long _lastActivity = options.Time.GetTimestamp();
    volatile bool _reading;
    volatile string? _abortReason;

    /// <summary>Whether anything at all came.</summary>
    public bool GotAnything { get; private set; }

    /// <summary>Runs until the socket ends or the caller stops it, which closes it cleanly.</summary>
    /// <returns>Why it ended, as a sentence.</returns>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        subscriptions.OnConnected();
        using var ended = new CancellationTokenSource();
        var sending = SendAsync(ended.Token, cancellationToken);
        var watching = WatchAsync(ended.Token);
        try
        {
            return await ReadAsync(cancellationToken);
        }
        finally
        {
            await ended.CancelAsync();
            await sending;
            await watching;
        }
    }

    async Task<string> ReadAsync(CancellationToken cancellationToken)
    {
        using var buffer = new MessageBuffer(options.MaxMessageBytes);
        try
        {
            while (true)
            {
                Volatile.Write(ref _lastActivity, options.Time.GetTimestamp());
                _reading = true;
                // Not the caller's token: cancelling a read drops the socket, where a close should be said.
                var part = await socket.ReceiveAsync(buffer.Free(), CancellationToken.None);
                _reading = false;
                if (part.MessageType == WebSocketMessageType.Close)
                    return await AnswerCloseAsync();
                GotAnything = true;
                Interlocked.Add(ref counters.Bytes, part.Count);
                buffer.Advance(part.Count);
                if (!part.EndOfMessage)
                    continue;
                if (!cancellationToken.IsCancellationRequested)
                    await DeliverAsync(buffer, part.MessageType);
                buffer.Clear();
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            return _abortReason ?? $"The connection broke ({(e as WebSocketException)?.WebSocketErrorCode.ToString() ?? e.GetType().Name}).";
        }
        finally
        {
            _reading = false;
        }
    }

    ValueTask DeliverAsync(MessageBuffer buffer, WebSocketMessageType type)
    {
        if (buffer.IsOversized)
        {
            Interlocked.Increment(ref counters.Skipped);
        }
        else if (type == WebSocketMessageType.Text)
        {
            Interlocked.Increment(ref counters.Texts);
            sink.OnText(TickerEvent.Parse(buffer.Message));
        }
        else if (buffer.Message.Length < 2)
        {
            Interlocked.Increment(ref counters.Heartbeats);
            sink.OnHeartbeat();
        }
        else
        {
            Interlocked.Increment(ref counters.Frames);
            return sink.OnFrameAsync(buffer.Message, options.Time.GetTimestamp());
        }

        return ValueTask.CompletedTask;
    }

    async Task SendAsync(CancellationToken ended, CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ended, stop);
        try
        {
            while (true)
            {
                await subscriptions.Changed.WaitAsync(either.Token);
                while (subscriptions.Next() is { Count: > 0 } frames)
                {
                    foreach (var frame in frames)
                    {
                        using var limit = new CancellationTokenSource(options.SendTimeout, options.Time);
                        await socket.SendAsync(frame.AsMemory(), WebSocketMessageType.Text, true, limit.Token);
                    }

                    either.Token.ThrowIfCancellationRequested();
                }
            }
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            if (stop.IsCancellationRequested && !ended.IsCancellationRequested)
                await CloseAsync(ended);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException or InvalidOperationException)
        {
            Abort("The broker does not take what is sent.");
        }
    }

    async Task CloseAsync(CancellationToken ended)
    {
        using var limit = new CancellationTokenSource(options.CloseTimeout, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ended);
        try
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, either.Token);
            await Task.Delay(Timeout.InfiniteTimeSpan, options.Time, either.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException or InvalidOperationException)
        {
            if (!ended.IsCancellationRequested)
                Abort("The broker did not answer our close.");
        }
    }

    async Task<string> AnswerCloseAsync()
    {
        var reason = $"The broker closed the connection ({socket.CloseStatus}).";
        using var limit = new CancellationTokenSource(options.CloseTimeout, options.Time);
        try
        {
            if (socket.State == WebSocketState.CloseReceived)
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException or InvalidOperationException)
        {
            // It is closed all the same.
        }

        return reason;
    }

    async Task WatchAsync(CancellationToken ended)
    {
        using var timer = new PeriodicTimer(options.SilenceLimit / 4, options.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(ended))
            {
                // Time spent in the sink is not the broker's silence, and a closed market's is no fault.
                if (!_reading || !sink.Ask(options.MarketOpen))
                    Volatile.Write(ref _lastActivity, options.Time.GetTimestamp());
                else if (options.Time.GetElapsedTime(Volatile.Read(ref _lastActivity)) >= options.SilenceLimit)
                    Abort($"The broker was silent for {options.SilenceLimit.TotalSeconds:0.#} s.");
            }
        }
        catch (OperationCanceledException)
        {
            // The socket ended.
        }
    }

    void Abort(string reason)
    {
        _abortReason ??= reason;
        socket.Abort();
    }
}
