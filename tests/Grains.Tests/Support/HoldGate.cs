using Grains.Orders;

namespace Grains.Tests.Support;

/// <summary>Holds whoever reaches one crash point until the test is over; then they end as if their process had died.</summary>
sealed class HoldGate(string point) : ICrashPoints
{
    readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource died = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Reached => reached.Task;

    public async ValueTask At(string passing, string key)
    {
        if (passing != point)
            return;
        reached.TrySetResult();
        await died.Task;
        throw new OperationCanceledException("The process died here.");
    }

    public void Die() => died.TrySetResult();
}
