using System.Net.WebSockets;
using Kite.Simulator.Ticker;

namespace Kite.Simulator.Recording;

/// <summary>
/// Sends a recorded segment to the sockets at a multiple of its own pace. Each socket gets the packets of the tokens that it subscribed to, as
/// they were recorded; texts go to all. Meanwhile the simulated market stands still.
/// </summary>
internal sealed class Replay(World world)
{
    int _running;

    public long Sent { get; private set; }

    public bool Running => Volatile.Read(ref _running) == 1;

    /// <summary>Begins; false when one is running. A speed of 0 sends without a pause.</summary>
    public bool Start(Stream file, double speed)
    {
        if (Interlocked.Exchange(ref _running, 1) == 1)
            return false;
        IEnumerable<SegmentRecord> records;
        try
        {
            records = SegmentReader.Read(file);
        }
        catch (InvalidDataException)
        {
            Volatile.Write(ref _running, 0);
            throw;
        }

        Sent = 0;
        _ = RunAsync(file, records, speed);
        return true;
    }

    async Task RunAsync(Stream file, IEnumerable<SegmentRecord> records, double speed)
    {
        try
        {
            await using var closing = file;
            DateTimeOffset? before = null;
            foreach (var record in records)
            {
                var pause = speed <= 0 || before is not { } b ? TimeSpan.Zero : (record.ReceivedAt - b) / speed;
                if (pause > TimeSpan.Zero)
                    await Task.Delay(pause, world.Time, world.Stopping);
                before = record.ReceivedAt;
                await SendAsync(record);
                Sent++;
            }
        }
        catch (OperationCanceledException) when (world.Stopping.IsCancellationRequested)
        {
            // The host stops.
        }
        finally
        {
            Volatile.Write(ref _running, 0);
        }
    }

    async Task SendAsync(SegmentRecord record)
    {
        // What a socket's queue cannot hold waits: nothing recorded is lost on the way.
        List<(TickerSocket Socket, OutgoingFrame Frame)> frames;
        lock (world.Gate)
        {
            frames = [.. world.Hub.Sockets.Select(s => (s, Frame(record, s.Subscriptions))).Where(static f => f.Item2 is not null)
                .Select(static f => (f.s, f.Item2!.Value))];
        }

        foreach (var (socket, frame) in frames)
            await socket.EnqueueAsync(frame, world.Stopping);
    }

    static OutgoingFrame? Frame(SegmentRecord record, SubscriptionTable subscriptions)
    {
        if (record.IsText)
            return new(WebSocketMessageType.Text, record.Payload);
        if (record.Payload.Length < 4)
            return new(WebSocketMessageType.Binary, record.Payload);
        return PacketFilter.Only(record.Payload, subscriptions.Modes.ContainsKey) is { } kept ? new(WebSocketMessageType.Binary, kept) : null;
    }
}
