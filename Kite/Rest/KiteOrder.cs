using System.Text.Json.Serialization;

namespace Kite.Rest;

/// <summary>
/// An order as the broker reports it, in the book, in its history or pushed. Prices in rupees, quantities in units. Believe
/// <see cref="Status"/> and <see cref="FilledQuantity"/>; cancelled orders keep odd pending figures. A MARKET order reads back as LIMIT.
/// </summary>
public sealed record KiteOrder
{
    // Missing and null texts are "": a consumer compares, it does not test for null.
    public string OrderId { get; init => field = value ?? ""; } = "";

    public string? ParentOrderId { get; init; }

    /// <summary>Null until the exchange has it.</summary>
    public string? ExchangeOrderId { get; init; }

    public string PlacedBy { get; init => field = value ?? ""; } = "";

    public string? AccountId { get; init; }

    public string? TerminalId { get; init; }

    /// <summary>See <see cref="OrderStatus"/>; free text beyond that.</summary>
    public string Status { get; init => field = value ?? ""; } = "";

    public string? StatusMessage { get; init; }

    public string? StatusMessageRaw { get; init; }

    public DateTimeOffset? OrderTimestamp { get; init; }

    public DateTimeOffset? ExchangeTimestamp { get; init; }

    public DateTimeOffset? ExchangeUpdateTimestamp { get; init; }

    public string Variety { get; init => field = value ?? ""; } = "";

    public bool Modified { get; init; }

    public string Exchange { get; init => field = value ?? ""; } = "";

    public string Tradingsymbol { get; init => field = value ?? ""; } = "";

    public uint InstrumentToken { get; init; }

    public string OrderType { get; init => field = value ?? ""; } = "";

    public string TransactionType { get; init => field = value ?? ""; } = "";

    public string Validity { get; init => field = value ?? ""; } = "";

    /// <summary>Minutes.</summary>
    public int ValidityTtl { get; init; }

    public string Product { get; init => field = value ?? ""; } = "";

    public int Quantity { get; init; }

    public int DisclosedQuantity { get; init; }

    public int FilledQuantity { get; init; }

    public int PendingQuantity { get; init; }

    public int CancelledQuantity { get; init; }

    /// <summary>Only in pushed orders.</summary>
    public int UnfilledQuantity { get; init; }

    public decimal Price { get; init; }

    public decimal TriggerPrice { get; init; }

    /// <summary>0 until filled.</summary>
    public decimal AveragePrice { get; init; }

    public decimal MarketProtection { get; init; }

    public string? AuctionNumber { get; init; }

    /// <summary>JSON text, for example of an iceberg's legs; null when absent.</summary>
    [JsonConverter(typeof(RawJsonConverter))]
    public string? Meta { get; init; }

    public string? Tag { get; init; }

    public IReadOnlyList<string> Tags { get; init => field = value ?? []; } = [];

    /// <summary>The broker's own; users cannot set it.</summary>
    [JsonPropertyName("guid")]
    public string? BrokerGuid { get; init; }

    /// <summary>JSON text of the broker's back end; null when absent.</summary>
    [JsonConverter(typeof(RawJsonConverter))]
    public string? MetaRaw { get; init; }

    /// <summary>Only in pushed orders: whose order it is.</summary>
    public string? UserId { get; init; }

    /// <summary>Only in postbacks: the app that placed it.</summary>
    public string? AppId { get; init; }

    /// <summary>Only in postbacks; meaningless on the ticker's copy.</summary>
    public string? Checksum { get; init; }

    [JsonIgnore]
    public bool IsTerminal => OrderStatus.IsTerminal(Status);
}
