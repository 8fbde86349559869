using System.Buffers;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Grains.Recording;

/// <summary>
/// Writes raw frames to segment files, beside the path of a tick: a socket copies a frame into a bounded queue and goes on. A disk that is behind loses frames, counted; one that
/// refuses a write ends the recording, and nothing else.
/// </summary>
internal sealed partial class FrameRecorder(IOptions<RecordingOptions> options, RecordingInstruments metrics, TimeProvider time, ILogger<FrameRecorder> logger) : BackgroundService
{
    const int MostFrames = 65_536;
    const int FileBuffer = 1 << 16;
    readonly Channel<Frame> waiting = Channel.CreateBounded<Frame>(new BoundedChannelOptions(MostFrames) { SingleReader = true });
    long waitingBytes;
    volatile bool ended = string.IsNullOrEmpty(options.Value.Folder);

    /// <summary>How a segment file is made.</summary>
    internal Func<string, Stream> Create { get; init; } = path => new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, FileBuffer);

    /// <summary>Takes a frame as it came, unless nothing is recorded.</summary>
    public void Record(string source, ReadOnlySpan<byte> frame)
    {
        if (ended)
            return;
        if (Interlocked.Add(ref waitingBytes, frame.Length) > options.Value.QueueBytes)
        {
            Drop(frame.Length);
            return;
        }

        var copy = ArrayPool<byte>.Shared.Rent(frame.Length);
        frame.CopyTo(copy);
        if (waiting.Writer.TryWrite(new(source, time.GetUtcNow(), copy, frame.Length)))
            return;
        ArrayPool<byte>.Shared.Return(copy);
        Drop(frame.Length);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (ended)
            return;
        // Not before the host has started: the queue is there already.
        await Task.Yield();
        using var stop = stoppingToken.Register(() => waiting.Writer.TryComplete());
        var store = new SegmentStore(options.Value, Create, metrics.OnRemoved);
        try
        {
            LogRecording(logger, Path.GetFullPath(options.Value.Folder!));
            while (await waiting.Reader.WaitToReadAsync(CancellationToken.None))
                Write(store);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            ended = true;
            LogEnded(logger, e.Message);
            Forget();
        }
        finally
        {
            Close(store);
        }
    }

    void Write(SegmentStore store)
    {
        while (waiting.Reader.TryRead(out var frame))
        {
            try
            {
                metrics.OnFrame(store.Append(frame.Source, frame.At, frame.Bytes.AsSpan(0, frame.Length)));
            }
            catch
            {
                metrics.OnDropped();
                throw;
            }
            finally
            {
                Release(frame);
            }
        }

        store.Flush();
    }

    void Forget()
    {
        while (waiting.Reader.TryRead(out var frame))
        {
            Release(frame);
            metrics.OnDropped();
        }
    }

    /// <summary>Where the disk refused a write, what the buffers still hold is refused as well.</summary>
    static void Close(SegmentStore store)
    {
        try
        {
            store.Dispose();
        }
        catch (IOException)
        {
            // Said already.
        }
    }

    void Release(in Frame frame)
    {
        ArrayPool<byte>.Shared.Return(frame.Bytes);
        Interlocked.Add(ref waitingBytes, -frame.Length);
    }

    void Drop(int length)
    {
        Interlocked.Add(ref waitingBytes, -length);
        metrics.OnDropped();
    }

    [LoggerMessage(3030, LogLevel.Information, "Ticker frames are recorded to {Folder}")]
    static partial void LogRecording(ILogger logger, string folder);

    [LoggerMessage(3031, LogLevel.Error, "Recording ends until the next start; prices go on: {Reason}")]
    static partial void LogEnded(ILogger logger, string reason);

    readonly record struct Frame(string Source, DateTimeOffset At, byte[] Bytes, int Length);
}
