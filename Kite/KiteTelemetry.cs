using System.Diagnostics;
using System.Diagnostics.Metrics;
using Kite.Budgets;

namespace Kite;

/// <summary>What this library measures. Nothing is recorded unless someone listens.</summary>
public static class KiteTelemetry
{
    /// <summary>Of the meter and of the source of spans.</summary>
    public const string Name = "Kite";

    static readonly Meter Meter = new(Name);

    static readonly Histogram<double> Wait = Meter.CreateHistogram<double>(
        "kite.request.wait",
        "s",
        "Time that a request waited for its account's budget, by class and outcome",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.01, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] });

    internal static ActivitySource Spans { get; } = new(Name);

    internal static void OnWaited(string account, RequestClass of, string outcome, TimeSpan wait)
    {
        if (Wait.Enabled)
            Wait.Record(wait.TotalSeconds, new("account", account), new("class", ClassName(of)), new("outcome", outcome));
    }

    internal static string ClassName(RequestClass of) => of switch
    {
        RequestClass.Order => "order",
        RequestClass.Exit => "exit",
        RequestClass.Quote => "quote",
        RequestClass.Historical => "historical",
        _ => "other",
    };
}
