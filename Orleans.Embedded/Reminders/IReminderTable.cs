namespace Orleans.Runtime;

/// <summary>Where reminders outlive the process.</summary>
interface IReminderTable
{
    Task<IReadOnlyList<ReminderRow>> ReadAll();

    /// <summary>Writes the row, in place of the one with the same grain and name.</summary>
    Task Write(ReminderRow row);

    Task Remove(GrainId grain, string name);
}

/// <summary>A registration: <paramref name="First"/> is the first tick, in UTC.</summary>
sealed record ReminderRow(GrainId Grain, string Name, DateTime First, TimeSpan Period);

/// <summary>Keeps nothing: the service's own list is all there is.</summary>
sealed class NoReminderTable : IReminderTable
{
    public Task<IReadOnlyList<ReminderRow>> ReadAll() => Task.FromResult<IReadOnlyList<ReminderRow>>([]);

    public Task Write(ReminderRow row) => Task.CompletedTask;

    public Task Remove(GrainId grain, string name) => Task.CompletedTask;
}
