using System.Collections.Concurrent;
using Grains.Orders;

namespace Grains.Tests.Orders.Crashes;

/// <summary>Holds many orders, each at a point of its own, until their process is dead.</summary>
sealed class CrashGate : ICrashPoints
{
    readonly ConcurrentDictionary<(string Key, string Point), TaskCompletionSource> holds = new();
    readonly TaskCompletionSource died = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the order has reached the point.</summary>
    public Task Hold(string key, string point) => holds.GetOrAdd((key, point), _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public async ValueTask At(string point, string key)
    {
        if (died.Task.IsCompleted)
            throw new OperationCanceledException("The process died.");
        if (!holds.TryGetValue((key, point), out var reached))
            return;
        reached.TrySetResult();
        await died.Task;
        throw new OperationCanceledException("The process died here.");
    }

    public void Die() => died.TrySetResult();
}
