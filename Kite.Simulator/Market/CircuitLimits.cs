namespace Kite.Simulator.Market;

/// <summary>The day's price band of a contract, from yesterday's close. The widths are the simulator's own.</summary>
internal static class CircuitLimits
{
    /// <summary>Lowest and highest price, in paise, on the tick.</summary>
    public static (int Lower, int Upper) Of(Instrument instrument)
    {
        if (instrument.Kind == InstrumentKind.Index)
            return (0, 0);
        var reference = instrument.Close;
        var width = instrument.IsOption
            ? Math.Max(0.4 * reference, 0.04 * instrument.Underlying.Index.Close)
            : 0.1 * reference;
        var tick = instrument.TickPaise;
        return (Math.Max(tick, (int)((reference - width) / tick) * tick), (int)((reference + width) / tick) * tick);
    }
}
