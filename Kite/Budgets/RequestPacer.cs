namespace Kite.Budgets;

/// <summary>
/// Lets the requests of one account out as fast as the broker takes them, the most important first. However many callers there are, the
/// broker has no reason to turn one away. Safe for all threads.
/// </summary>
public sealed class RequestPacer
{
    readonly PacerLane[] _lanes;

    /// <param name="account">Names the account in metrics.</param>
    public RequestPacer(RequestBudgets budgets, RequestLimits limits, TimeProvider time, string account)
    {
        ArgumentNullException.ThrowIfNull(budgets);
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(time);
        Budgets = budgets;
        _lanes = [.. Enum.GetValues<RequestClass>().Select(of => new PacerLane(of, budgets, limits, time, account))];
    }

    public RequestBudgets Budgets { get; }

    /// <summary>Requests that wait now.</summary>
    public int Waiting => _lanes.Sum(lane => lane.Waiting);

    /// <summary>
    /// Waits for leave to send one request. Refused, with the time to ask again, when that would take longer than
    /// <see cref="RequestLimits.MaxWait"/>, when the day's orders are used up, or when too many wait already.
    /// </summary>
    /// <exception cref="OperationCanceledException">The caller's token.</exception>
    public Task<BudgetAnswer> WaitAsync(RequestClass of, RequestPriority priority, CancellationToken cancellationToken) =>
        _lanes[(int)RequestBudgets.Budget(of)].WaitAsync(of, priority, cancellationToken);
}
