namespace Grains.Storage;

/// <summary>Wakes the drainer. Signals of many commits fold into one.</summary>
sealed class OutboxSignal
{
    TaskCompletionSource next = Create();

    public Task Next => Volatile.Read(ref next).Task;

    public void Set() => Interlocked.Exchange(ref next, Create()).TrySetResult();

    static TaskCompletionSource Create() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
