using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Grains.Interfaces.Instruments;

/// <summary>Reads of the day's instrument master. Key: <see cref="GrainKeys.Catalog"/>.</summary>
[Alias("ticker.ICatalogGrain")]
public interface ICatalogGrain : IGrainWithStringKey
{
    /// <summary>Underlyings that have options, by name.</summary>
    [ReadOnly, Alias("Underlyings")]
    Task<ImmutableArray<UnderlyingRef>> Underlyings();

    /// <summary>One contract or index, or null.</summary>
    [ReadOnly, Alias("Find")]
    Task<InstrumentInfo?> Find(string instrument);

    [ReadOnly, Alias("Search")]
    Task<InstrumentPage> Search(InstrumentQuery query);

    /// <summary>The names most like one that does not exist.</summary>
    [ReadOnly, Alias("NearestInstruments")]
    Task<ImmutableArray<string>> NearestInstruments(string instrument);

    /// <summary>The underlyings most like one that does not exist.</summary>
    [ReadOnly, Alias("NearestUnderlyings")]
    Task<ImmutableArray<string>> NearestUnderlyings(string underlying);

    /// <summary><c>live</c> or <c>simulated</c>: the market that the list and all prices are of.</summary>
    [ReadOnly, Alias("Mode")]
    Task<string> Mode();

    /// <summary>How many instruments are known; 0 until the first download.</summary>
    [ReadOnly, Alias("Count")]
    Task<int> Count();
}

/// <summary>An underlying with its listed expiries, nearest first.</summary>
[GenerateSerializer, Immutable, Alias("ticker.UnderlyingRef")]
public sealed record UnderlyingRef([property: Id(0)] string Underlying, [property: Id(1)] string Exchange, [property: Id(2)] ImmutableArray<DateOnly> Expiries);

/// <summary>One row of the instrument master.</summary>
/// <param name="Instrument"><c>exchange:tradingsymbol</c>.</param>
/// <param name="Strike">Rupees; null for what is not an option.</param>
/// <param name="TickSize">Rupees.</param>
/// <param name="LotSize">Units.</param>
[GenerateSerializer, Immutable, Alias("ticker.InstrumentInfo")]
public sealed record InstrumentInfo(
    [property: Id(0)] string Instrument,
    [property: Id(1)] uint Token,
    [property: Id(2)] string Exchange,
    [property: Id(3)] string Tradingsymbol,
    [property: Id(4)] string Name,
    [property: Id(5)] DateOnly? Expiry,
    [property: Id(6)] decimal? Strike,
    [property: Id(7)] decimal TickSize,
    [property: Id(8)] int LotSize,
    [property: Id(9)] string InstrumentType,
    [property: Id(10)] string Segment);

/// <summary>Which instruments to list; null means any.</summary>
[GenerateSerializer, Immutable, Alias("ticker.InstrumentQuery")]
public sealed record InstrumentQuery(
    [property: Id(0)] string? Text,
    [property: Id(1)] string? Underlying,
    [property: Id(2)] DateOnly? Expiry,
    [property: Id(3)] string? InstrumentType,
    [property: Id(4)] int Limit,
    [property: Id(5)] string? Cursor);

/// <summary>One page, by instrument.</summary>
[GenerateSerializer, Immutable, Alias("ticker.InstrumentPage")]
public sealed record InstrumentPage([property: Id(0)] ImmutableArray<InstrumentInfo> Instruments, [property: Id(1)] string? NextCursor);
