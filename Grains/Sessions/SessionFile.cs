using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Grains.Sessions;

/// <summary>Settings <c>Ticker:Sessions</c>.</summary>
public sealed class SessionOptions
{
    /// <summary>A calendar in the form of <c>sessions.json</c> in place of the one that ships with the service; read again when it changes. Default: none.</summary>
    public string? File { get; set; }
}

/// <summary>Reads the operator's calendar again when the file has changed. What cannot be used is said, and the last calendar stays.</summary>
internal sealed partial class SessionFile(SessionClock clock, IOptions<SessionOptions> options, TimeProvider time, ILogger<SessionFile> logger) : BackgroundService
{
    static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    /// <summary>Of the calendar that is in use: the file was read when the service was put together.</summary>
    DateTime written = options.Value.File is { } file ? File.GetLastWriteTimeUtc(file) : default;

    /// <exception cref="FormatException">It cannot be read; one sentence that names the setting.</exception>
    public static SessionCalendar Read(string? path)
    {
        if (path is null)
            return SessionCalendar.Load();
        try
        {
            return SessionCalendar.Parse(File.ReadAllText(path));
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new FormatException($"Ticker:Sessions:File is {path}; it must be a session calendar like Grains/Sessions/Data/sessions.json: {e.Message}", e);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.File is not { } path)
            return;
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                var now = File.GetLastWriteTimeUtc(path);
                if (now == written)
                    continue;
                written = now;
                Replace(path);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    void Replace(string path)
    {
        try
        {
            clock.Replace(Read(path));
            LogRead(logger, path, clock.Calendar.CoveredUntil);
        }
        catch (FormatException e)
        {
            LogUnusable(logger, e.Message);
        }
    }

    [LoggerMessage(1010, LogLevel.Information, "Session calendar {Path} is read again: its holidays go to {Until}")]
    static partial void LogRead(ILogger logger, string path, DateOnly until);

    [LoggerMessage(1011, LogLevel.Warning, "{Problem} The last calendar stays in use")]
    static partial void LogUnusable(ILogger logger, string problem);
}
