using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Gateway.Observability;

/// <summary><c>GET /metrics</c>: everything that the named meters and those under them (<c>Ticker.Orders</c>, …) measure, as Prometheus text.</summary>
sealed class MetricsPage : IDisposable
{
    /// <summary>More tag sets than this on one instrument are a fault of the instrument: they are dropped and counted.</summary>
    const int MostSeries = 200;
    readonly MeterListener listener = new();
    readonly ConcurrentDictionary<Instrument, Series> instruments = new();
    long dropped;

    public MetricsPage(params string[] meters)
    {
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (meters.Any(m => instrument.Meter.Name == m || instrument.Meter.Name.StartsWith(m + ".", StringComparison.Ordinal)))
                l.EnableMeasurementEvents(instrument, instruments.GetOrAdd(instrument, static i => new(i)));
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, state) => Record(state, value, tags));
        listener.SetMeasurementEventCallback<int>((_, value, tags, state) => Record(state, value, tags));
        listener.SetMeasurementEventCallback<double>((_, value, tags, state) => Record(state, value, tags));
        listener.Start();
    }

    public string Write()
    {
        listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (var series in instruments.Values.OrderBy(s => s.Name, StringComparer.Ordinal))
            series.Write(text);
        text.Append(CultureInfo.InvariantCulture, $"# TYPE ticker_metrics_dropped_total counter\nticker_metrics_dropped_total {Interlocked.Read(ref dropped)}\n");
        return text.ToString();
    }

    public void Dispose() => listener.Dispose();

    void Record(object? state, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (!((Series)state!).Record(value, tags, MostSeries))
            Interlocked.Increment(ref dropped);
    }
}
