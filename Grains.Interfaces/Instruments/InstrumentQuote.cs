using System.Collections.Immutable;
using Grains.Interfaces.Chains;

namespace Grains.Interfaces.Instruments;

/// <summary>What <c>GET /api/v1/instruments/{id}/quote</c> shows: the chain's quote of an option, or the plain quote of a future or index, with depth.</summary>
/// <param name="Quote">The same figures as in the chain at the same version; Greeks are null for what is not an option.</param>
/// <param name="Depth">Five levels a side; null for an index.</param>
/// <param name="ReceivedAt">When the last packet arrived.</param>
/// <param name="Refused">Packets or sides refused since the feed connected.</param>
[GenerateSerializer, Immutable, Alias("ticker.InstrumentQuote")]
public sealed record InstrumentQuote(
    [property: Id(0)] OptionQuote Quote,
    [property: Id(1)] MarketDepth? Depth,
    [property: Id(2)] DateTimeOffset ReceivedAt,
    [property: Id(3)] long Refused);

/// <summary>Five levels a side, best first; empty levels are left out.</summary>
[GenerateSerializer, Immutable, Alias("ticker.MarketDepth")]
public sealed record MarketDepth([property: Id(0)] ImmutableArray<PriceLevel> Buy, [property: Id(1)] ImmutableArray<PriceLevel> Sell);

/// <summary>One level: rupees, units, number of orders.</summary>
[GenerateSerializer, Immutable, Alias("ticker.PriceLevel")]
public sealed record PriceLevel([property: Id(0)] decimal Price, [property: Id(1)] long Quantity, [property: Id(2)] int Orders);
