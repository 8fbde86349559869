namespace Kite.Simulator;

public sealed partial class SimulatorHost
{
    [LoggerMessage(7001, LogLevel.Information, "The simulator listens on {Address}; its clock shows {Now}; {Instruments} instruments.")]
    static partial void LogStarted(ILogger logger, Uri address, DateTimeOffset now, int instruments);

    [LoggerMessage(7002, LogLevel.Information, "The simulator has stopped; its clock shows {Now}.")]
    static partial void LogStopped(ILogger logger, DateTimeOffset now);

    [LoggerMessage(7003, LogLevel.Warning, "The simulator could not write to its data folder; free some space or check its permissions.")]
    static partial void LogNotSaved(ILogger logger, Exception exception);

    [LoggerMessage(7004, LogLevel.Error, "A turn of the simulated market failed; the market goes on with the next one.")]
    static partial void LogTurnFailed(ILogger logger, Exception exception);

    [LoggerMessage(7005, LogLevel.Warning, "The recording {File} is damaged at byte {Offset}: {Bytes} bytes are passed over.")]
    static partial void LogDamaged(ILogger logger, string file, long offset, long bytes);

    [LoggerMessage(7006, LogLevel.Warning, "The replay ends here: its recording cannot be read.")]
    static partial void LogUnreadable(ILogger logger, Exception exception);
}
