using Orleans.Concurrency;
using Pricing.Conventions;

namespace Grains.Interfaces.Chains;

/// <summary>One expiry of one underlying. Key: <see cref="GrainKeys.Chain"/>. Publishes <see cref="ChainEvent"/> on <see cref="TickerStreams.Chain"/>.</summary>
[Alias("ticker.IOptionChainGrain")]
public interface IOptionChainGrain : IGrainWithStringKey
{
    /// <summary>Merges one flush, reprices, publishes what changed. Answers with the forward that instruments are to solve with.</summary>
    [Alias("Apply")]
    Task<ForwardPoint> Apply(ChainBatch batch);

    /// <summary>The chain as last published. Null when the instrument master has no such chain.</summary>
    [ReadOnly, Alias("GetSnapshot"), ResponseTimeout("00:00:05")]
    Task<ChainSnapshot?> GetSnapshot();

    /// <summary>The same with another convention's figures beside ours in every quote.</summary>
    [ReadOnly, Alias("GetSnapshotBy")]
    Task<ChainSnapshot?> GetSnapshotBy(PricingConvention convention);

    /// <summary>One contract of the chain as last published, or null.</summary>
    [ReadOnly, Alias("GetQuote")]
    Task<OptionQuote?> GetQuote(string instrument);
}
