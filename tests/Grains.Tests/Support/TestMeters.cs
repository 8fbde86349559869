using System.Diagnostics.Metrics;

namespace Grains.Tests.Support;

/// <summary>Meters of one test.</summary>
sealed class TestMeters : IMeterFactory
{
    readonly List<Meter> meters = [];

    public Meter Create(MeterOptions options)
    {
        var meter = new Meter(options);
        meters.Add(meter);
        return meter;
    }

    public bool Owns(Meter meter) => meters.Contains(meter);

    public void Dispose() => meters.ForEach(meter => meter.Dispose());
}
