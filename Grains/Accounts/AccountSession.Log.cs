using Microsoft.Extensions.Logging;

namespace Grains.Accounts;

sealed partial class AccountSession
{
    [LoggerMessage(4101, LogLevel.Information, "Account {Account} logged in; token generation {Generation}")]
    partial void LogLoggedIn(string account, int generation);

    [LoggerMessage(4102, LogLevel.Warning, "Account {Account} did not log in: {Reason}")]
    partial void LogLoginFailed(string account, string reason);

    [LoggerMessage(4103, LogLevel.Warning, "Account {Account} had its token of generation {Generation} refused: {Reason}")]
    partial void LogTokenRejected(string account, int generation, string reason);

    [LoggerMessage(4104, LogLevel.Information, "Account {Account} goes on with its stored token of generation {Generation}")]
    partial void LogRestored(string account, int generation);

    [LoggerMessage(4105, LogLevel.Error, "Account {Account} was refused by the broker and does not log in by itself before {Until}")]
    partial void LogStopped(string account, DateTimeOffset until);
}
