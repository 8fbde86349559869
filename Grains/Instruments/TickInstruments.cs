using System.Diagnostics.Metrics;

namespace Grains.Instruments;

/// <summary>Counts what happens to packets. Tags are bounded: the reason, never the instrument.</summary>
internal sealed class TickInstruments
{
    /// <summary>The meter of everything this service measures.</summary>
    public const string MeterName = "Ticker";

    readonly Counter<long> refused;
    readonly Counter<long> solved;

    public TickInstruments(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        refused = meter.CreateCounter<long>("ticker.ticks.refused", "{packet}", "Packets refused in whole or in part, by reason.");
        solved = meter.CreateCounter<long>("ticker.iv.solved", "{solution}", "Implied volatilities solved.");
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

    public void OnSolved() => solved.Add(1);
}
