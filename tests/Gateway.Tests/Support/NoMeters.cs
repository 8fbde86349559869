using System.Diagnostics.Metrics;

namespace Gateway.Tests.Support;

/// <summary>Meters that nobody listens to.</summary>
sealed class NoMeters : IMeterFactory
{
    public static NoMeters Instance { get; } = new();

    public Meter Create(MeterOptions options) => new(options.Name);

    public void Dispose()
    {
        // Nothing is held.
    }
}
