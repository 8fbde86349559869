namespace Kite.Tests.Fakes;

/// <summary>Waits end: a test that hangs says so.</summary>
static class Patience
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(Limit);

    public static Task Soon(this Task task) => task.WaitAsync(Limit);
}
