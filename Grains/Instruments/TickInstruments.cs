using System.Diagnostics.Metrics;
using Grains.Chains;

namespace Grains.Instruments;

/// <summary>Counts what happens to packets. Tags are bounded: the reason, never the instrument.</summary>
internal sealed class TickInstruments
{
    /// <summary>The meter of everything this service measures.</summary>
    public const string MeterName = "Ticker";

    readonly Counter<long> refused;
    long solved;
    long unused;

    public TickInstruments(IMeterFactory meters, ChainConflator conflator)
    {
        var meter = meters.Create(MeterName);
        refused = meter.CreateCounter<long>("ticker.ticks.refused", "{packet}", "Packets refused in whole or in part, by reason.");
        // Several hundred thousand a second may be counted here: they are added to a field, and read when somebody looks.
        meter.CreateObservableCounter("ticker.iv.solved", () => Interlocked.Read(ref solved), "{solution}", "Implied volatilities solved when a quote changed.");
        meter.CreateObservableCounter("ticker.ticks.unused", () => Interlocked.Read(ref unused), "{packet}", "Packets of instruments that nothing is derived from.");
        meter.CreateObservableCounter("ticker.ticks.conflated", () => conflator.Conflated, "{packet}", "Packets replaced by a later one of their instrument before they went to their chain.");
        meter.CreateObservableCounter("ticker.ticks.flushed", () => conflator.Flushed, "{packet}", "Packets that went to their chain or underlying.");
    }

    public void OnRefused(TickRefusal reasons)
    {
        if (!refused.Enabled)
            return;
        foreach (var reason in Enum.GetValues<TickRefusal>())
        {
            if (reason != TickRefusal.None && reasons.HasFlag(reason))
                refused.Add(1, new KeyValuePair<string, object?>("reason", reason.ToString()));
        }
    }

    public void OnSolved() => Interlocked.Increment(ref solved);

    public void OnUnused() => Interlocked.Increment(ref unused);
}
