using Grains.Recording;
using Grains.Tests.Market.Support;
using Grains.Tests.Support;
using Kite.Recording;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Grains.Tests.Recording;

public sealed class FrameRecorderTests : IDisposable
{
    readonly TempFolder folder = new();
    readonly CountingMeters meters = new("ticker.recording.");
    readonly ManualTime time = new(Listing.Noon);
    readonly Lines log = new();

    public void Dispose()
    {
        meters.Dispose();
        folder.Dispose();
    }

    string Path => folder.File("recording");

    FrameRecorder Recorder(Action<RecordingOptions>? change = null, Func<string, Stream>? create = null)
    {
        var options = new RecordingOptions { Folder = Path };
        change?.Invoke(options);
        Assert.True(options.IsWritable());
        var (wrapped, metrics) = (Options.Create(options), new RecordingInstruments(meters));
        return create is null ? new(wrapped, metrics, time, log) : new(wrapped, metrics, time, log) { Create = create };
    }

    static byte[] Frame(int number, int length = 20) => [.. BitConverter.GetBytes(number), .. new byte[length - 4]];

    IEnumerable<(DateTimeOffset At, int Number)> Recorded() => SegmentFolder.Read(Path).Select(r => (r.ReceivedAt, BitConverter.ToInt32(r.Payload)));

    /// <summary>What was taken before the start is written before the stop has ended.</summary>
    async Task Run(FrameRecorder recorder, Action? meanwhile = null)
    {
        await recorder.StartAsync(CancellationToken.None);
        await log.First.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System);
        meanwhile?.Invoke();
        await recorder.StopAsync(CancellationToken.None);
        await recorder.ExecuteTask!;
    }

    [Fact]
    public async Task Frames_are_recorded_as_they_came_with_the_time_and_sources_side_by_side()
    {
        var recorder = Recorder();
        for (var number = 0; number < 10; number++)
        {
            recorder.Record(number % 2 == 0 ? "main:0" : "main:1", Frame(number));
            time.Advance(TimeSpan.FromMilliseconds(300));
        }

        await Run(recorder);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => (Listing.Noon.AddMilliseconds(300 * i), i)), Recorded());
        Assert.Equal(["main-0.20251120T063000000Z.ktseg", "main-1.20251120T063000300Z.ktseg"], SegmentFolder.Files(Path).Select(f => f.Name));
        Assert.Equal(10, meters["frames"]);
    }

    [Fact]
    public async Task Segments_rotate_by_time_and_the_oldest_are_removed_within_the_bound()
    {
        var recorder = Recorder(o => (o.MaxBytes, o.SegmentMinutes) = (1 << 20, 1));
        for (var number = 0; number < 300; number++)
        {
            recorder.Record("main:0", Frame(number, 10_000));
            time.Advance(TimeSpan.FromSeconds(10));
        }

        await Run(recorder);
        var files = SegmentFolder.Files(Path);
        Assert.InRange(files.Sum(f => f.Length), 1 << 19, 1 << 20);
        Assert.All(files, f => Assert.InRange(f.Length, 1, 61_000));
        Assert.Equal((50 - files.Count, 300, 0), (meters["removed"], meters["frames"], meters["dropped"]));
        var kept = Recorded().Select(r => r.Number).ToList();
        Assert.Equal(Enumerable.Range(300 - kept.Count, kept.Count), kept);
    }

    [Fact]
    public async Task A_disk_that_is_behind_loses_frames_and_says_how_many()
    {
        var recorder = Recorder(o => o.QueueBytes = 1 << 16);
        for (var number = 0; number < 10; number++)
            recorder.Record("main:0", Frame(number, 10_000));
        await Run(recorder);
        Assert.Equal(Enumerable.Range(0, 6), Recorded().Select(r => r.Number));
        Assert.Equal(4, meters["dropped"]);
    }

    [Fact]
    public async Task A_full_disk_ends_the_recording_with_one_line_and_nothing_else()
    {
        var recorder = Recorder(create: _ => new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 1));
        for (var number = 0; number < 10; number++)
            recorder.Record("main:0", Frame(number));
        await Run(recorder, () => recorder.Record("main:0", Frame(10)));
        recorder.Record("main:0", Frame(11));
        Assert.Single(log.Written, l => l.Contains("Recording ends", StringComparison.Ordinal));
        Assert.Equal(0, meters["frames"]);
        Assert.InRange(meters["dropped"], 10, 11);
    }

    [Fact]
    public async Task Without_a_folder_nothing_is_kept()
    {
        var recorder = Recorder(o => o.Folder = null);
        recorder.Record("main:0", Frame(1));
        await recorder.StartAsync(CancellationToken.None);
        await recorder.StopAsync(CancellationToken.None);
        Assert.False(Directory.Exists(Path));
        Assert.Equal((0, 0), (meters["frames"], meters["dropped"]));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_noticed() => Assert.False(new RecordingOptions { Folder = "/proc/none" }.IsWritable());

    sealed class Lines : ILogger<FrameRecorder>
    {
        readonly TaskCompletionSource first = new();

        public List<string> Written { get; } = [];

        public Task First => first.Task;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Written.Add(formatter(state, exception));
            first.TrySetResult();
        }
    }
}
