using Grains.Instruments;
using Grains.Subscriptions;
using Kite.Instruments;
using Microsoft.Extensions.Options;

namespace Grains.Bars;

/// <summary>Which instruments' bars are stored, by the settings and the day's list.</summary>
internal sealed class BarSet(IOptions<BarOptions> bars, IOptions<SubscriptionOptions> subscriptions)
{
    readonly BarOptions options = bars.Value;
    readonly HashSet<string> named = new(bars.Value.Instruments, StringComparer.Ordinal);
    readonly HashSet<string> underlyings = new(bars.Value.Underlyings is { Count: > 0 } own ? own : subscriptions.Value.Underlyings, StringComparer.Ordinal);

    public bool Keeps(Instrument instrument, InstrumentMaster master)
    {
        if (!options.Enabled)
            return false;
        if (instrument.Type is InstrumentType.Fut)
        {
            if (underlyings.Contains(instrument.Name) && master.Futures(instrument.Name, instrument.Exchange).Take(options.Futures).Any(f => f.Key == instrument.Key))
                return true;
        }
        else if (instrument.Type is InstrumentType.Eq && underlyings.Contains(instrument.Underlying) && master.Spot(instrument.Underlying)?.Key == instrument.Key)
        {
            return true;
        }

        return named.Count > 0 && named.Contains(instrument.Key.ToString());
    }
}
