namespace Kite.Budgets;

/// <summary>Leave for one request, or when to ask again.</summary>
/// <param name="RetryAfter">Zero or less: granted, and counted.</param>
/// <param name="Reason">A sentence; empty when granted.</param>
/// <param name="IsForToday">Whether nothing but the next day helps.</param>
public readonly record struct BudgetAnswer(TimeSpan RetryAfter, string Reason, bool IsForToday = false)
{
    public static readonly BudgetAnswer Granted = new(TimeSpan.Zero, "");

    public bool IsGranted => RetryAfter <= TimeSpan.Zero;
}
