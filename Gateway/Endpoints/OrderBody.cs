using System.Collections.Immutable;
using Grains.Interfaces.Orders;

namespace Gateway.Endpoints;

/// <summary>An order as clients see it: the stored order with its request flattened in.</summary>
sealed record OrderBody
{
    public required string Id { get; init; }

    public required string ClientOrderId { get; init; }

    public required string Owner { get; init; }

    public required string Account { get; init; }

    public required string Mode { get; init; }

    public required OrderStatus Status { get; init; }

    public string? OrderId { get; init; }

    public required string Tag { get; init; }

    public required string Exchange { get; init; }

    public required string Tradingsymbol { get; init; }

    public required string TransactionType { get; init; }

    public required string OrderType { get; init; }

    public required string Product { get; init; }

    public required int Quantity { get; init; }

    public decimal? Price { get; init; }

    public required string Validity { get; init; }

    public decimal? MarketProtection { get; init; }

    public bool ResendIfAbsent { get; init; }

    public required string Variety { get; init; }

    public decimal? TriggerPrice { get; init; }

    public int? ValidityTtl { get; init; }

    public int? DisclosedQuantity { get; init; }

    public int? IcebergLegs { get; init; }

    public int? IcebergQuantity { get; init; }

    public bool Autoslice { get; init; }

    public int? DeadlineMs { get; init; }

    public string? Pool { get; init; }

    public int Modifications { get; init; }

    /// <summary>Of a slice: the order that it belongs to.</summary>
    public string? ParentId { get; init; }

    public int FilledQuantity { get; init; }

    public decimal? AveragePrice { get; init; }

    public string? Message { get; init; }

    public bool Existing { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public required long Version { get; init; }

    public ImmutableArray<OrderSlice> Slices { get; init; }

    public ImmutableArray<OrderEvent> History { get; init; }

    public static OrderBody From(OrderView view) => new()
    {
        Id = view.Id,
        ClientOrderId = view.ClientOrderId,
        Owner = view.Owner,
        Account = view.Account,
        Mode = view.Mode,
        Status = view.Status,
        OrderId = view.OrderId,
        Tag = view.Tag,
        Exchange = view.Request.Exchange,
        Tradingsymbol = view.Request.Tradingsymbol,
        TransactionType = view.Request.TransactionType,
        OrderType = view.Request.OrderType,
        Product = view.Request.Product,
        Quantity = view.Request.Quantity,
        Price = view.Request.Price,
        Validity = view.Request.Validity,
        MarketProtection = view.Request.MarketProtection,
        ResendIfAbsent = view.Request.ResendIfAbsent,
        Variety = view.Request.Variety,
        TriggerPrice = view.Request.TriggerPrice,
        ValidityTtl = view.Request.ValidityTtl,
        DisclosedQuantity = view.Request.DisclosedQuantity,
        IcebergLegs = view.Request.IcebergLegs,
        IcebergQuantity = view.Request.IcebergQuantity,
        Autoslice = view.Request.Autoslice,
        DeadlineMs = view.Request.DeadlineMs,
        Pool = view.Request.Pool,
        Modifications = view.Modifications,
        ParentId = view.ParentId,
        FilledQuantity = view.FilledQuantity,
        AveragePrice = view.AveragePrice,
        Message = view.Message,
        Existing = view.Existing,
        CreatedAt = view.CreatedAt,
        UpdatedAt = view.UpdatedAt,
        Version = view.Version,
        Slices = view.Slices,
        History = view.History,
    };
}
