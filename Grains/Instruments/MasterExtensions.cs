using Kite.Instruments;

namespace Grains.Instruments;

/// <summary>Questions that several grains ask of the instrument master.</summary>
internal static class MasterExtensions
{
    /// <summary>Where options on it are traded; null when there are none.</summary>
    public static string? OptionExchange(this InstrumentMaster master, string underlying) =>
        master.ExchangeOf(underlying) is { } exchange && master.Expiries(underlying, exchange).Count > 0 ? exchange : null;

    /// <summary>The index or share that it is, or null.</summary>
    public static Instrument? Spot(this InstrumentMaster master, string underlying) => master.TryGetSpot(underlying, out var spot) ? spot : null;
}
