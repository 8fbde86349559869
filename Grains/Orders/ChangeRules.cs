using Grains.Interfaces.Orders;
using Grains.Storage;
using Kite.Rest;

namespace Grains.Orders;

/// <summary>What a modification makes of an order, and whether the broker's book shows it.</summary>
static class ChangeRules
{
    /// <summary>The whole request as it is to be. Prices that the new type does not have are left out.</summary>
    public static OrderRequest Target(OrderRequest current, OrderModification change)
    {
        var type = change.OrderType ?? current.OrderType;
        return OrderIdentity.Normalise(current with
        {
            OrderType = type,
            Quantity = change.Quantity ?? current.Quantity,
            Price = change.Price ?? (type is "MARKET" or "SL-M" ? null : current.Price),
            TriggerPrice = change.TriggerPrice ?? (type is "LIMIT" or "MARKET" && current.Variety != "co" ? null : current.TriggerPrice),
            Validity = change.Validity ?? current.Validity,
            ValidityTtl = change.ValidityTtl ?? (change.Validity is null or "TTL" ? current.ValidityTtl : null),
            DisclosedQuantity = change.DisclosedQuantity ?? current.DisclosedQuantity,
            MarketProtection = change.MarketProtection ?? (type is "MARKET" or "SL-M" ? current.MarketProtection : null),
            Autoslice = false,
            ResendIfAbsent = current.ResendIfAbsent && type == "LIMIT",
        });
    }

    public static OrderProblem? Problem(OrderRecord order, OrderRequest target)
    {
        var current = order.Effective with { Autoslice = false };
        if (target with { ResendIfAbsent = current.ResendIfAbsent } == current)
            return OrderRules.Problem("no_change", null, "The order has these values already: give at least one new one.");
        if (target.Variety == "iceberg" && target.Quantity != current.Quantity)
            return OrderRules.Problem("invalid_quantity", "quantity", "The quantity of an iceberg order cannot be changed: cancel it and place another.");
        if (target.Quantity <= order.FilledQuantity)
        {
            return OrderRules.Problem(
                "invalid_quantity", "quantity", $"quantity is the new total, and {order.FilledQuantity} are filled already: give more, or cancel the rest.");
        }
        return OrderRules.Shape(target);
    }

    /// <summary>Absolute values of all that the order has, so that sending them twice is as sending them once.</summary>
    public static ModifyOrder ToKite(OrderRequest target, OrderRequest current) => new()
    {
        Quantity = target.Variety == "iceberg" ? null : target.Quantity,
        Price = target.Price,
        TriggerPrice = target.TriggerPrice,
        OrderType = target.OrderType,
        Validity = target.Validity,
        ValidityTtl = target.ValidityTtl,
        DisclosedQuantity = target.DisclosedQuantity ?? (current.DisclosedQuantity is null ? null : 0),
        MarketProtection = target.MarketProtection,
    };

    /// <summary>Whether the book's row has these values. What the broker rewrites is not compared: a MARKET order reads back as LIMIT at the edge of its band.</summary>
    public static bool Shows(BrokerOrder row, OrderRequest target) =>
        (target.Variety == "iceberg" || row.Quantity == target.Quantity)
        && (target.Price is not { } price || row.Price == price)
        && (target.TriggerPrice is not { } trigger || row.TriggerPrice == trigger || target.Variety == "co")
        && (row.Validity.Length == 0 || row.Validity == target.Validity)
        && (target.OrderType is "MARKET" || row.OrderType == target.OrderType)
        && (target.DisclosedQuantity is not { } disclosed || row.DisclosedQuantity == disclosed);

    /// <summary>The request as the book shows it: changed at the broker's own page, or by a change that was given up.</summary>
    public static OrderRequest AsShown(OrderRequest current, BrokerOrder row)
    {
        if (row.Quantity == 0 || current.Variety == "iceberg" || row.OrderType != current.OrderType)
            return current;
        var shown = current with
        {
            Quantity = row.Quantity,
            Price = current.Price is null ? null : row.Price,
            TriggerPrice = current.TriggerPrice is null || current.Variety == "co" ? current.TriggerPrice : row.TriggerPrice,
        };
        return shown == current ? current : shown;
    }
}
