namespace Kite.Simulator.Tests.Support;

/// <summary>Waits for a condition that another thread brings about and that has no signal of its own.</summary>
internal static class Eventually
{
    public static async Task TrueAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!condition())
            await timer.WaitForNextTickAsync(patience.Token);
    }
}
