namespace Load.Support;

/// <summary>Gives each scenario a bench of its own; those of a short run share one, because starting it is most of what they take.</summary>
sealed class BenchSource : IAsyncDisposable
{
    LoadBench? shared;

    public async Task<BenchLease> Take(LoadSettings settings) =>
        settings.Short ? new(shared ??= await LoadBench.Start(settings), IsOwned: false) : new(await LoadBench.Start(settings), IsOwned: true);

    public ValueTask DisposeAsync() => shared?.DisposeAsync() ?? default;
}

/// <summary>A bench for one scenario.</summary>
readonly record struct BenchLease(LoadBench Bench, bool IsOwned) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => IsOwned ? Bench.DisposeAsync() : default;
}
