using Kite.Budgets;

namespace Kite.Rest;

public sealed partial class KiteRestClient
{
    /// <summary>The day's order book; wiped overnight.</summary>
    public Task<Outcome<IReadOnlyList<KiteOrder>>> OrdersAsync(string accessToken, CancellationToken cancellationToken) =>
        SendList(Urgent(accessToken, "/orders"), KiteJson.Default.ListKiteOrder, cancellationToken);

    /// <summary>The states that an order went through, oldest first.</summary>
    public Task<Outcome<IReadOnlyList<KiteOrder>>> OrderHistoryAsync(string accessToken, string orderId, CancellationToken cancellationToken) =>
        SendList(Urgent(accessToken, $"/orders/{Segment(orderId)}"), KiteJson.Default.ListKiteOrder, cancellationToken);

    /// <summary>The day's fills.</summary>
    public Task<Outcome<IReadOnlyList<KiteTrade>>> TradesAsync(string accessToken, CancellationToken cancellationToken) =>
        SendList(Call.Read(accessToken, "/trades"), KiteJson.Default.ListKiteTrade, cancellationToken);

    /// <summary>One order's fills.</summary>
    public Task<Outcome<IReadOnlyList<KiteTrade>>> OrderTradesAsync(string accessToken, string orderId, CancellationToken cancellationToken) =>
        SendList(Call.Read(accessToken, $"/orders/{Segment(orderId)}/trades"), KiteJson.Default.ListKiteTrade, cancellationToken);

    /// <summary>Places an order and yields its id. Accepted means received by the broker: a rejection may follow.</summary>
    public async Task<Outcome<string>> PlaceAsync(string accessToken, string variety, PlaceOrder order, CancellationToken cancellationToken) =>
        (await PlaceSlicedAsync(accessToken, variety, order, cancellationToken)).Map(static placed => placed.OrderId);

    /// <summary>Places an order and yields its id with those of the slices that the broker made of it.</summary>
    public Task<Outcome<PlacedOrder>> PlaceSlicedAsync(string accessToken, string variety, PlaceOrder order, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        var form = new Form();
        order.Write(form);
        var call = Call.Write(HttpMethod.Post, accessToken, $"/orders/{Segment(variety)}", form) with
        {
            Class = order.IsExit ? RequestClass.Exit : RequestClass.Order,
        };
        return WriteOrder(call, cancellationToken);
    }

    /// <summary>Changes an open order; yields its id. The broker takes 25 of these for an order.</summary>
    public async Task<Outcome<string>> ModifyAsync(
        string accessToken, string variety, string orderId, ModifyOrder changes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        if (changes == new ModifyOrder { ParentOrderId = changes.ParentOrderId })
            return Outcome<string>.Rejected(RejectionKind.Input, "The modification changes nothing. Give at least one new value.");
        if (Modifications?.TryCount(orderId) == false)
            return Outcome<string>.Rejected(RejectionKind.Order, "The order was changed as often as the broker takes. Cancel it and place it again.");
        var form = new Form();
        changes.Write(form);
        var call = Call.Write(HttpMethod.Put, accessToken, $"/orders/{Segment(variety)}/{Segment(orderId)}", form) with { Class = RequestClass.Order };
        return (await WriteOrder(call, cancellationToken)).Map(static placed => placed.OrderId);
    }

    /// <summary>Asks to cancel; yields the order's id. Cancelling takes effect later: read the order until it is terminal.</summary>
    /// <param name="parentOrderId">For the second leg of a cover order, otherwise null.</param>
    public async Task<Outcome<string>> CancelAsync(
        string accessToken, string variety, string orderId, CancellationToken cancellationToken, string? parentOrderId = null)
    {
        var query = new Form();
        query.Add("parent_order_id", parentOrderId);
        var call = Call.Write(HttpMethod.Delete, accessToken, $"/orders/{Segment(variety)}/{Segment(orderId)}") with
        {
            Query = query,
            Class = RequestClass.Exit,
        };
        return (await WriteOrder(call, cancellationToken)).Map(static placed => placed.OrderId);
    }

    static Call Urgent(string accessToken, string path) => Call.Read(accessToken, path) with { Priority = RequestPriority.Urgent };

    async Task<Outcome<PlacedOrder>> WriteOrder(Call call, CancellationToken cancellationToken) =>
        (await Send(call, KiteJson.Default.PlacedOrder, cancellationToken)).Then(static placed => placed.OrderId.Length > 0
            ? Outcome<PlacedOrder>.Accepted(placed)
            : Outcome<PlacedOrder>.Unknown("The broker's answer names no order. Read the order book before trying again."));
}
