namespace Load.Support;

/// <summary>Looks at the three processes once a second while a load runs.</summary>
sealed class ProcessWatch(LoadBench bench, ClientProcess clients)
{
    static readonly TimeSpan Step = TimeSpan.FromSeconds(1);
    readonly long began = TimeProvider.System.GetTimestamp();

    public ProcessSeries Service { get; } = new(bench.Service.Process.Id);

    public ProcessSeries Feeder { get; } = new(bench.Simulator.Process.Id);

    public ProcessSeries Clients { get; } = new(clients.Id);

    public TimeSpan Elapsed { get; private set; }

    /// <param name="each">What else is read at each look.</param>
    public async Task Follow(TimeSpan length, Func<Task>? each = null)
    {
        Take();
        using var timer = new PeriodicTimer(Step, TimeProvider.System);
        while (TimeProvider.System.GetElapsedTime(began) < length && await timer.WaitForNextTickAsync())
        {
            Take();
            if (each is not null)
                await each();
        }

        Elapsed = TimeProvider.System.GetElapsedTime(began);
    }

    void Take()
    {
        Service.Take();
        Feeder.Take();
        Clients.Take();
    }
}

/// <summary>Samples of one process.</summary>
sealed class ProcessSeries(int process)
{
    readonly List<ProcessSample> samples = [];

    public IReadOnlyList<ProcessSample> Samples => samples;

    /// <summary>On average from the first sample to the last.</summary>
    public double Cores => samples[^1].CoresSince(samples[0]);

    public double MostMegabytes => samples.Max(s => s.Megabytes);

    /// <summary>The median of the last quarter less that of the second: the first is still settling.</summary>
    public double GrowthMegabytes => Growth(s => s.Megabytes);

    public double Growth(Func<ProcessSample, double> value) =>
        samples.Count < 8 ? 0 : Median(samples.TakeLast(samples.Count / 4), value) - Median(samples.Skip(samples.Count / 4).Take(samples.Count / 4), value);

    public void Take() => samples.Add(ProcessSample.Of(process));

    static double Median(IEnumerable<ProcessSample> some, Func<ProcessSample, double> value)
    {
        var sorted = some.Select(value).Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
