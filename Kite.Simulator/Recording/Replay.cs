using System.Net.WebSockets;
using Kite.Recording;
using Kite.Simulator.Ticker;

namespace Kite.Simulator.Recording;

/// <summary>
/// Sends a recorded segment, or a folder of them, to the sockets at a multiple of its own pace. Each socket gets the packets of the tokens that it subscribed to, as
/// they were recorded; texts go to all. Meanwhile the simulated market stands still.
/// </summary>
internal sealed class Replay(World world)
{
    int _running;

    public long Sent { get; private set; }

    public bool Running => Volatile.Read(ref _running) == 1;

    /// <summary>Stretches of the recording that were damaged, and passed over.</summary>
    public long Damaged { get; private set; }

    /// <summary>Begins; false when one is running. A speed of 0 sends without a pause.</summary>
    /// <exception cref="InvalidDataException">There is nothing at this path that was recorded.</exception>
    public bool Start(string path, double speed)
    {
        if (Interlocked.Exchange(ref _running, 1) == 1)
            return false;
        try
        {
            (Sent, Damaged) = (0, 0);
            var records = SegmentFolder.Read(path, OnDamage);
            _ = RunAsync(records, speed);
            return true;
        }
        catch
        {
            Volatile.Write(ref _running, 0);
            throw;
        }
    }

    void OnDamage(SegmentDamage damage)
    {
        Damaged++;
        world.OnDamagedRecording(damage);
    }

    async Task RunAsync(IEnumerable<SegmentRecord> records, double speed)
    {
        try
        {
            await Task.Yield();
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
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            world.OnUnreadableRecording(e);
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
