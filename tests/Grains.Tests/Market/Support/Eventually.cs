namespace Grains.Tests.Market.Support;

/// <summary>Waits for what real sockets bring about; fails with what was seen instead.</summary>
static class Eventually
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task<T> Until<T>(Func<Task<T>> read, Func<T, bool> holds, string what)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var value = await read();
            if (holds(value))
                return value;
            if (TimeProvider.System.GetElapsedTime(started) > Patience)
                throw new TimeoutException($"{what} did not come true within {Patience}; last seen: {value}");
            await timer.WaitForNextTickAsync();
        }
    }
}
