using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Grains.Tests.Support;

/// <summary>Meters of one test, and the sums of its counters whose names begin alike.</summary>
sealed class CountingMeters : IMeterFactory
{
    readonly TestMeters meters = new();
    readonly MeterListener listener;
    readonly ConcurrentDictionary<string, long> sums = new(StringComparer.Ordinal);

    public CountingMeters(string prefix)
    {
        listener = new()
        {
            InstrumentPublished = (instrument, to) =>
            {
                if (meters.Owns(instrument.Meter) && instrument.Name.StartsWith(prefix, StringComparison.Ordinal))
                    to.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => sums.AddOrUpdate(instrument.Name[prefix.Length..], value, (_, sum) => sum + value));
        listener.Start();
    }

    public long this[string name] => sums.GetValueOrDefault(name);

    public Meter Create(MeterOptions options) => meters.Create(options);

    public void Dispose()
    {
        listener.Dispose();
        meters.Dispose();
    }
}
