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
}
