using System.Diagnostics.Metrics;
using Grains.Instruments;
using Grains.Interfaces.Feeds;

namespace Grains.Feeds;

/// <summary>The sockets' own counters, read when somebody looks: nothing is added to the path of a tick.</summary>
internal static class FeedInstruments
{
    public static void Observe(FeedBoard board, IMeterFactory meters)
    {
        var meter = meters.Create(TickInstruments.MeterName);
        meter.CreateObservableCounter("ticker.feed.packets", () => Each(board, f => f.Packets), "{packet}", "Packets decoded, by socket.");
        meter.CreateObservableCounter("ticker.feed.skipped", () => Each(board, f => f.Skipped), "{packet}", "Packets skipped: unknown length or token, by socket.");
        meter.CreateObservableCounter("ticker.feed.damaged", () => Each(board, f => f.Damaged), "{frame}", "Frames with a damaged tail, by socket.");
        meter.CreateObservableCounter("ticker.feed.conflated", () => Each(board, f => f.Conflated), "{packet}", "Packets overwritten before they were handled, by socket.");
        meter.CreateObservableCounter("ticker.feed.failed", () => Each(board, f => f.Failed), "{packet}", "Packets whose instrument could not take them, by socket.");
        meter.CreateObservableGauge("ticker.feed.exchange_lag", () => Each(board, f => f.ExchangeLag), "s", "How far the exchange time of what arrives is behind, by socket.");
        meter.CreateObservableCounter("ticker.feed.reconnects", () => Each(board, f => f.Reconnects), "{connection}", "Connections lost, by socket.");
        meter.CreateObservableGauge("ticker.feed.healthy", () => Each(board, f => f.State == FeedState.Healthy ? 1 : 0), "{socket}", "1 while the socket is healthy.");
    }

    static IEnumerable<Measurement<long>> Each(FeedBoard board, Func<FeedHealth, long> value) =>
        board.Local().Select(feed => new Measurement<long>(value(feed), new KeyValuePair<string, object?>("source", feed.Source)));
}
