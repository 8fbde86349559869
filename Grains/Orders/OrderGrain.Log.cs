using Grains.Interfaces.Orders;
using Kite;
using Microsoft.Extensions.Logging;

namespace Grains.Orders;

sealed partial class OrderGrain
{
    [LoggerMessage(4311, LogLevel.Information, "Order {Order} was answered {Outcome} at attempt {Attempt}, resent {Resent}: {Message}")]
    partial void LogAnswered(string order, int attempt, bool resent, OutcomeKind outcome, string message);

    [LoggerMessage(4312, LogLevel.Information, "Order {Order} went from {Before} to {After} by the broker's book: {Message}")]
    partial void LogReconciled(string order, OrderStatus before, OrderStatus after, string? message);

    [LoggerMessage(4313, LogLevel.Information, "A {Change} of order {Order} was answered {Outcome}: {Message}")]
    partial void LogChangeAnswered(string order, string change, OutcomeKind outcome, string message);

    [LoggerMessage(4316, LogLevel.Warning, "Dead letter {Order} was resolved by {By}: {Action}")]
    partial void LogResolved(string order, string action, string by);

    [LoggerMessage(4314, LogLevel.Error, "Grain {Grain} could not use the database; nothing was sent")]
    partial void LogStorageUnavailable(Exception failure, string grain);

    [LoggerMessage(4315, LogLevel.Warning, "Grain {Grain} could not be loaded at its activation; the next call tries again")]
    partial void LogNotLoaded(Exception failure, string grain);
}
