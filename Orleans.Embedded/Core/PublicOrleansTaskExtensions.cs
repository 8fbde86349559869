namespace Orleans;

/// <summary>For calls whose outcome is somebody else's business.</summary>
public static class PublicOrleansTaskExtensions
{
    /// <summary>Marks a failure as seen, so that it is not reported as unobserved.</summary>
    public static void Ignore(this Task task)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (task.IsCompletedSuccessfully)
            return;
        task.ContinueWith(
            static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }
}
