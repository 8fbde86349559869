using Grains.Interfaces.Accounts;
using Microsoft.Extensions.Logging;

namespace Grains.Accounts;

sealed partial class AccountGrain
{
    [LoggerMessage(4111, LogLevel.Debug, "Account {Account} is to read its order book: {Reason}")]
    partial void LogReconcileAsked(string account, string reason);

    [LoggerMessage(4112, LogLevel.Warning, "Account {Account} could not read its order book: {Reason}")]
    partial void LogReadingFailed(Exception? failure, string account, string reason);

    [LoggerMessage(4113, LogLevel.Warning, "Account {Account} read news of order {Order} that the order did not take yet")]
    partial void LogApplyFailed(Exception failure, string account, string order);

    [LoggerMessage(4114, LogLevel.Warning, "Account {Account} has its circuit breaker for {Class} requests open until {Until}: {Reason}")]
    partial void LogBreakerOpened(string account, RequestKind @class, DateTimeOffset? until, string reason);

    [LoggerMessage(4115, LogLevel.Warning, "Account {Account} cannot read its stored token and needs a log-in: {Reason}")]
    partial void LogTokenNotRestored(string account, string reason);

    [LoggerMessage(4116, LogLevel.Warning, "Account {Account} could not store its token; a restart would need a log-in")]
    partial void LogTokenNotStored(Exception failure, string account);

    [LoggerMessage(4117, LogLevel.Error, "Account {Account} raises the alarm: {Alarm}")]
    partial void LogAlarm(string account, string alarm);
}
