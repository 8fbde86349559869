using System.Text.Json;
using Gateway.Endpoints;
using Gateway.Market;
using Gateway.Streaming;
using Grains.Interfaces.Orders;

namespace Gateway.Orders;

/// <summary>One committed change, serialised when the first connection asks for it and shared by all.</summary>
sealed class OrderFrame(OrderChange change)
{
    RawFrame? _delta;

    public OrderChange Change => change;

    public RawFrame Delta => _delta ??= OrderFrames.Write(new { type = "delta", position = change.Position, order = OrderBody.From(change.Order) });
}

/// <summary>The frames of an order stream (docs/protocol.md).</summary>
static class OrderFrames
{
    public static RawFrame Snapshot(long position, IEnumerable<OrderView> orders) => Write(new { type = "snapshot", position, orders = orders.Select(OrderBody.From) });

    public static RawFrame Gap(long from, long to, string reason) => Write(new { type = "gap", from, to, reason });

    public static RawFrame Heartbeat(long position) => Write(new { type = "heartbeat", position });

    public static RawFrame Write<T>(T frame) => new(JsonSerializer.SerializeToUtf8Bytes(frame, TickerJson.Options));
}
