using System.Diagnostics.Metrics;
using Grains.Instruments;

namespace Grains.Bars;

/// <summary>What becomes of bars. Nothing is added to the path of a tick.</summary>
internal sealed class BarInstruments
{
    readonly Counter<long> written;
    readonly Counter<long> dropped;

    public BarInstruments(IMeterFactory meters, BarBoard board)
    {
        var meter = meters.Create(TickInstruments.MeterName);
        written = meter.CreateCounter<long>("ticker.bars.written", "{bar}", "Bars stored, those in the making included.");
        dropped = meter.CreateCounter<long>("ticker.bars.dropped", "{bar}", "Bars lost because the database did not take them in time.");
        meter.CreateObservableGauge("ticker.bars.lanes", () => board.Lanes.Count(), "{instrument}", "Instruments whose bars are made.");
        meter.CreateObservableCounter("ticker.bars.late", () => board.Late, "{packet}", "Trades that came after their bar was finished, and are not in it.");
    }

    public void OnWritten(int count) => written.Add(count);

    public void OnDropped() => dropped.Add(1);
}
