using Kite;

namespace Grains.Accounts;

/// <summary>Which ends of a call count against the broker's health.</summary>
static class BrokerFailure
{
    /// <summary>No answer, or one of a broken gateway: why. A refusal, or a rate limit with its wait, is an answer: null.</summary>
    public static string? Of<T>(Outcome<T> outcome) =>
        outcome.Kind == OutcomeKind.Unknown || outcome is { Kind: OutcomeKind.NotExecuted, RetryAfter: null } ? outcome.Message : null;
}
