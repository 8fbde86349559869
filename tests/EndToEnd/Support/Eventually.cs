namespace EndToEnd.Support;

/// <summary>The one way these tests wait: a condition is read again and again, a bounded number of times.</summary>
static class Eventually
{
    static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);
    static readonly TimeSpan DefaultLimit = TimeSpan.FromSeconds(20);

    /// <summary>Reads until <paramref name="holds"/>; what cannot be reached counts as not yet.</summary>
    public static async Task<T> Becomes<T>(string phase, string expected, Func<Task<T>> read, Func<T, bool> holds, TimeSpan? limit = null)
    {
        var tries = (int)Math.Ceiling((limit ?? DefaultLimit) / Step);
        var began = TimeProvider.System.GetTimestamp();
        object? actual = null;
        for (var i = 0; i < tries && TimeProvider.System.GetElapsedTime(began) < (limit ?? DefaultLimit); i++)
        {
            try
            {
                var value = await read();
                if (holds(value))
                    return value;
                actual = value;
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                actual = e.Message;
            }

            await Task.Delay(Step, TimeProvider.System);
        }

        throw new TimeoutException($"{phase}: expected {expected}; after {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0.0} s it is still {actual ?? "nothing"}.");
    }

    public static Task<T> Becomes<T>(string phase, string expected, Func<T> read, Func<T, bool> holds, TimeSpan? limit = null) =>
        Becomes(phase, expected, () => Task.FromResult(read()), holds, limit);
}
