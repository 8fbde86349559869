using Load.Support;

namespace Load.Scenarios;

/// <summary>The clients of a usual day, and beside them one that looks at every strike of every chain: by it one knows when all instruments are live.</summary>
sealed class Crowd(ClientProcess users, ClientProcess watcher) : IAsyncDisposable
{
    public const double Hz = 5;
    public const int Window = 20;
    const double WatcherHz = 2;
    static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);
    const string Nearest = "NIFTY,BANKNIFTY";

    /// <summary>Streams of one connection: below the service's limit.</summary>
    const int Streams = 20;

    public ClientProcess Users => users;

    public ClientProcess Watcher => watcher;

    public static Task<ClientProcess> StartUsers(LoadBench bench, LoadSettings settings) =>
        ClientProcess.Start(bench.Service.Address, settings.Clients, Hz, Window, Nearest);

    public static async Task<Crowd> Start(LoadBench bench, LoadSettings settings)
    {
        var users = await StartUsers(bench, settings);
        try
        {
            string[] groups = [.. (await bench.Chains()).Chunk(Streams).Select(chains => string.Join(',', chains))];
            var watcher = await ClientProcess.Start(bench.Service.Address, groups.Length, WatcherHz, 0, groups);
            var crowd = new Crowd(users, watcher);
            await crowd.AllLive(settings.Instruments, TimeSpan.FromSeconds(60));
            return crowd;
        }
        catch
        {
            await users.DisposeAsync();
            throw;
        }
    }

    /// <summary>Until a tick has reached the watcher, for each of so many instruments, that was made after this call; how long that took.</summary>
    public async Task<TimeSpan> AllLive(int instruments, TimeSpan limit)
    {
        var began = TimeProvider.System.GetTimestamp();
        await watcher.Mark();
        while (true)
        {
            var seen = await watcher.Report();
            if (seen.Refusal is not null)
                throw new InvalidOperationException($"The watcher was refused: {seen.Refusal}");
            var after = TimeProvider.System.GetElapsedTime(began);
            // What nobody offers has no place for a stamp; there is hardly any, and it is quoted like the rest.
            if (seen.Fresh >= 0.999 * instruments)
                return after;
            if (after > limit)
                throw new TimeoutException($"After {after.TotalSeconds:0.0} s {seen.Fresh} of {instruments} instruments had ticked again ({seen.Known} known).");
            await Task.Delay(Step, TimeProvider.System);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await watcher.DisposeAsync();
        await users.DisposeAsync();
    }
}
