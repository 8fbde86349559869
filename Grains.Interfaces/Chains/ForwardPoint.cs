using Pricing.Chains;

namespace Grains.Interfaces.Chains;

/// <summary>The forward of one expiry as one chain version published it.</summary>
/// <param name="Epoch">The chain activation that computed it.</param>
/// <param name="Version">The chain version.</param>
/// <param name="Source">Where the forward comes from; <see cref="ForwardSource.None"/> when there is none yet.</param>
/// <param name="Forward">Index points; NaN when there is none.</param>
/// <param name="Rate">Continuous, act/365.</param>
[GenerateSerializer, Immutable, Alias("ticker.ForwardPoint")]
public readonly record struct ForwardPoint(
    [property: Id(0)] long Epoch,
    [property: Id(1)] long Version,
    [property: Id(2)] ForwardSource Source,
    [property: Id(3)] double Forward,
    [property: Id(4)] double Rate)
{
    /// <summary>No forward yet.</summary>
    public static ForwardPoint None { get; } = new(0, 0, ForwardSource.None, double.NaN, 0);
}
