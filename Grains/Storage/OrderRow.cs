using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Grains.Interfaces.Orders;

namespace Grains.Storage;

/// <summary>A row as SQL sees it. Dapper fills and reads it by the column's name.</summary>
sealed class OrderRow
{
    const int NoCap = -1;

    public long Seq { get; set; }
    public string Id { get; set; } = "";
    public string Owner { get; set; } = "";
    public string IdempotencyKey { get; set; } = "";
    public string Account { get; set; } = "";
    public string Mode { get; set; } = "";
    public string Status { get; set; } = "";
    public string PayloadHash { get; set; } = "";
    public string Request { get; set; } = "";
    public string Tag { get; set; } = "";
    public string? BrokerOrderId { get; set; }
    public int FilledQuantity { get; set; }
    public string? AveragePrice { get; set; }
    public string? Message { get; set; }
    public int Attempts { get; set; }
    public int Resends { get; set; }
    public string? TradingDay { get; set; }
    public string? SentAt { get; set; }
    public string? AbsentAt { get; set; }
    public string CreatedAt { get; set; } = "";
    public string UpdatedAt { get; set; } = "";
    public long Version { get; set; }

    public string? Terms { get; set; }
    public string? Operation { get; set; }
    public string? OperationKey { get; set; }
    public int Modifications { get; set; }
    public string? ParentId { get; set; }
    public int Slices { get; set; }
    public string? Resolution { get; set; }
    public string Instrument { get; set; } = "";
    public string Product { get; set; } = "";

    /// <summary>1 to buy, -1 to sell.</summary>
    public int Side { get; set; }

    /// <summary>The most open orders that its account may have with this one, and so on; below 0: as many as come. For its insertion alone.</summary>
    public int MostOpen { get; private init; }
    public int MostToday { get; private init; }
    public int OwnerMostOpen { get; private init; }
    public int OwnerMostToday { get; private init; }

    /// <summary>What the outbox carries: the order after this change, with the change as its only history.</summary>
    public string Payload { get; set; } = "";

    public static OrderRow From(OrderRecord order, params ImmutableArray<OrderCap> caps) => new()
    {
        Seq = order.Seq,
        Id = order.Id,
        Owner = order.Owner,
        IdempotencyKey = order.Key,
        Account = order.Account,
        Mode = order.Mode,
        Status = OrderStatusText.ToText(order.Status),
        PayloadHash = order.PayloadHash,
        Request = JsonSerializer.Serialize(order.Request, Columns.Json),
        Tag = order.Tag,
        BrokerOrderId = order.BrokerOrderId,
        FilledQuantity = order.FilledQuantity,
        AveragePrice = Columns.Money(order.AveragePrice),
        Message = order.Message,
        Attempts = order.Attempts,
        Resends = order.Resends,
        TradingDay = order.TradingDay?.ToString("O", CultureInfo.InvariantCulture),
        SentAt = Columns.Time(order.SentAt),
        AbsentAt = Columns.Time(order.AbsentAt),
        CreatedAt = Columns.Time(order.CreatedAt),
        UpdatedAt = Columns.Time(order.UpdatedAt),
        Version = order.Version,
        Terms = Json(order.Terms),
        Operation = Json(order.Operation),
        OperationKey = order.Operation?.Key,
        Modifications = order.Modifications,
        ParentId = order.ParentId,
        Slices = order.Slices,
        Resolution = Json(order.Resolution),
        Instrument = $"{order.Request.Exchange}:{order.Request.Tradingsymbol}",
        Product = order.Request.Product,
        Side = order.Request.TransactionType == "BUY" ? 1 : -1,
        Payload = JsonSerializer.Serialize(order.ToView([order.LastEvent]), Columns.Json),
        MostOpen = Least(caps, cap => cap.Owner is null ? cap.Open : null),
        MostToday = Least(caps, cap => cap.Owner is null ? cap.Today : null),
        OwnerMostOpen = Least(caps, cap => cap.Owner is null ? null : cap.Open),
        OwnerMostToday = Least(caps, cap => cap.Owner is null ? null : cap.Today),
    };

    public LiveOrder ToLive() => new()
    {
        Id = Id,
        Owner = Owner,
        Key = IdempotencyKey,
        Account = Account,
        Tag = Tag,
        Status = OrderStatusText.Parse(Status),
        BrokerOrderId = BrokerOrderId,
        FilledQuantity = FilledQuantity,
        SentAt = Columns.ToOptionalTime(SentAt),
        Slices = Slices,
        IsChanging = Operation is not null && Read<OrderOperation>(Operation)!.IsPending,
    };

    public OrderRecord ToRecord() => new()
    {
        Seq = Seq,
        Id = Id,
        Owner = Owner,
        Key = IdempotencyKey,
        Account = Account,
        Mode = Mode,
        Status = OrderStatusText.Parse(Status),
        PayloadHash = PayloadHash,
        Request = JsonSerializer.Deserialize<OrderRequest>(Request, Columns.Json)!,
        Tag = Tag,
        BrokerOrderId = BrokerOrderId,
        FilledQuantity = FilledQuantity,
        AveragePrice = Columns.ToMoney(AveragePrice),
        Message = Message,
        Attempts = Attempts,
        Resends = Resends,
        TradingDay = TradingDay is { } day ? DateOnly.ParseExact(day, "O", CultureInfo.InvariantCulture) : null,
        SentAt = Columns.ToOptionalTime(SentAt),
        AbsentAt = Columns.ToOptionalTime(AbsentAt),
        CreatedAt = Columns.ToTime(CreatedAt),
        UpdatedAt = Columns.ToTime(UpdatedAt),
        Version = Version,
        Terms = Read<OrderRequest>(Terms),
        Operation = Read<OrderOperation>(Operation),
        Modifications = Modifications,
        ParentId = ParentId,
        Slices = Slices,
        Resolution = Read<DeadLetterDecision>(Resolution),
    };

    static int Least(ImmutableArray<OrderCap> caps, Func<OrderCap, int?> most) => caps.IsEmpty ? NoCap : caps.Min(most) ?? NoCap;

    static string? Json<T>(T? value)
        where T : class => value is null ? null : JsonSerializer.Serialize(value, Columns.Json);

    static T? Read<T>(string? text)
        where T : class => text is null ? null : JsonSerializer.Deserialize<T>(text, Columns.Json);
}
