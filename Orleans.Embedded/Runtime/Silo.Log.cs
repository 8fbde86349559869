using Microsoft.Extensions.Logging;

namespace Orleans.Runtime;

static partial class SiloLog
{
    [LoggerMessage(100, LogLevel.Error, "Grain {GrainId} failed to activate; its callers get the error")]
    public static partial void ActivationFailed(this ILogger logger, Exception error, GrainId grainId);

    [LoggerMessage(101, LogLevel.Error, "Grain {GrainId} failed in OnDeactivateAsync; it is gone all the same")]
    public static partial void DeactivationFailed(this ILogger logger, Exception error, GrainId grainId);

    [LoggerMessage(102, LogLevel.Warning, "One-way call of {Method} failed")]
    public static partial void OneWayFailed(this ILogger logger, Exception error, GrainMethod method);

    [LoggerMessage(103, LogLevel.Warning, "Timer of {GrainId} failed; it goes on")]
    public static partial void TimerFailed(this ILogger logger, Exception error, GrainId grainId);

    [LoggerMessage(104, LogLevel.Error, "The silo stops although {Count} activations have not ended")]
    public static partial void StopIncomplete(this ILogger logger, Exception error, int count);

    [LoggerMessage(105, LogLevel.Warning, "Delivery of the stream {StreamId} failed; it is tried again")]
    public static partial void StreamDeliveryRetried(this ILogger logger, Exception error, StreamId streamId);

    [LoggerMessage(106, LogLevel.Error, "{Count} items of the stream {StreamId} were skipped")]
    public static partial void StreamDeliveryFailed(this ILogger logger, Exception error, StreamId streamId, int count);

    [LoggerMessage(107, LogLevel.Warning, "{Count} items of the stream {StreamId} were dropped: {GrainId} has attached no observer; resume its subscriptions in OnActivateAsync")]
    public static partial void StreamItemsDropped(this ILogger logger, int count, StreamId streamId, GrainId grainId);

    [LoggerMessage(108, LogLevel.Warning, "Reminder {Name} of {GrainId} failed; it goes on")]
    public static partial void ReminderFailed(this ILogger logger, Exception error, string name, GrainId grainId);

    [LoggerMessage(109, LogLevel.Error, "A callback on the turn of {GrainId} failed")]
    public static partial void TurnFailed(this ILogger logger, Exception error, GrainId grainId);
}
