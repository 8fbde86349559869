using System.Diagnostics.Metrics;
using Grains.Instruments;

namespace Grains.Subscriptions;

/// <summary>What is wanted, what found no room, and what moved between sockets.</summary>
internal sealed class SubscriptionInstruments
{
    readonly Counter<long> moved;
    int wanted;
    int shed;

    public SubscriptionInstruments(IMeterFactory meters)
    {
        var meter = meters.Create(TickInstruments.MeterName);
        meter.CreateObservableGauge("ticker.subscriptions.wanted", () => Volatile.Read(ref wanted), "{instrument}", "Instruments that should be streamed.");
        meter.CreateObservableGauge("ticker.subscriptions.shed", () => Volatile.Read(ref shed), "{instrument}", "Of those, the ones without room on any socket.");
        moved = meter.CreateCounter<long>("ticker.subscriptions.moved", "{instrument}", "Instruments that went from one socket to another.");
    }

    public void OnPlanned(SubscriptionPlan plan)
    {
        Volatile.Write(ref wanted, plan.Views.Length);
        Volatile.Write(ref shed, plan.Shed);
        if (plan.Moved > 0)
            moved.Add(plan.Moved);
    }
}
