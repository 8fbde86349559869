namespace Orleans.Runtime;

/// <summary>Counts and collects activations; get it with the key 0. Figures are a snapshot.</summary>
public interface IManagementGrain : IGrainWithIntegerKey
{
    Task<SimpleGrainStatistic[]> GetSimpleGrainStatistics();

    Task<int> GetTotalActivationCount();

    Task<int> GetGrainActivationCount(GrainReference grainReference);

    ValueTask<List<GrainId>> GetActiveGrains(GrainType type);

    /// <summary>Collects what has been idle for the age, whatever its class allows.</summary>
    Task ForceActivationCollection(TimeSpan ageLimit);
}

/// <summary>How many activations a grain class has.</summary>
public class SimpleGrainStatistic
{
    public string GrainType { get; set; } = "";

    public int ActivationCount { get; set; }
}
