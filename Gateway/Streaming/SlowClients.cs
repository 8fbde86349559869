using Microsoft.Extensions.Options;

namespace Gateway.Streaming;

/// <summary>Cuts off who has not taken a frame for too long: until then such a client has cost the others nothing but its buffers, and those are given back.</summary>
sealed partial class SlowClients(ClientStreams streams, IOptions<StreamingOptions> options, TimeProvider time, ILogger<SlowClients> logger) : BackgroundService
{
    static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                Look();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    internal void Look()
    {
        foreach (var stream in streams.Open)
        {
            if (stream.Waiting is not { } waiting || waiting < options.Value.SlowClientLimit || !stream.Connection.Cut())
                continue;
            streams.Metrics.OnCut();
            LogCut(logger, stream.Connection.Context.ConnectionId, stream.Name, (long)waiting.TotalMilliseconds);
            stream.Connection.Context.Abort();
        }
    }

    [LoggerMessage(4030, LogLevel.Warning, "Hub connection {Connection} was cut off: it has not taken a frame of its {Stream} stream for {Milliseconds} ms")]
    static partial void LogCut(ILogger logger, string connection, string stream, long milliseconds);
}
