using Orleans.Concurrency;

namespace Orleans.Runtime;

/// <inheritdoc cref="IManagementGrain"/>
[Reentrant]
[GrainType("sys.management")]
sealed class ManagementGrain(Silo silo) : Grain, IManagementGrain
{
    public Task<SimpleGrainStatistic[]> GetSimpleGrainStatistics() => Task.FromResult(silo.Classes
        .Select(static type => new SimpleGrainStatistic { GrainType = $"{type.Class.FullName},{type.Class.Assembly.GetName().Name}", ActivationCount = type.Count })
        .Where(static statistic => statistic.ActivationCount > 0)
        .ToArray());

    public Task<int> GetTotalActivationCount() => Task.FromResult(silo.Classes.Sum(static type => type.Count));

    public Task<int> GetGrainActivationCount(GrainReference grainReference)
    {
        ArgumentNullException.ThrowIfNull(grainReference);
        return Task.FromResult(grainReference.Shared.Class?.Count ?? 0);
    }

    public ValueTask<List<GrainId>> GetActiveGrains(GrainType type) =>
        new(silo.Classes.Where(c => c.GrainType == type).SelectMany(static c => c.Activations).Select(static a => a.GrainId).ToList());

    public Task ForceActivationCollection(TimeSpan ageLimit) => silo.Collector.CollectOlderThan(ageLimit);
}
