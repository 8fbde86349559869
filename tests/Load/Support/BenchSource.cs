namespace Load.Support;

/// <summary>Gives each scenario a bench of its own; those of a short run share one, because starting it is most of what they take.</summary>
sealed class BenchSource : IAsyncDisposable
{
    LoadBench? shared;

    public async Task<BenchLease> Take(LoadSettings settings, Report report)
    {
        if (settings.Short)
            return new(shared ??= await LoadBench.Start(settings), IsOwned: false);
        var bench = await LoadBench.Start(settings);
        if (bench.Remark is { } remark)
            report.Say(remark);
        return new(bench, IsOwned: true);
    }

    public ValueTask DisposeAsync() => shared?.DisposeAsync() ?? default;
}

/// <summary>A bench for one scenario.</summary>
readonly record struct BenchLease(LoadBench Bench, bool IsOwned) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => IsOwned ? Bench.DisposeAsync() : default;
}
