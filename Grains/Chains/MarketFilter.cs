using System.Collections.Immutable;
using Grains.Accounts;
using Grains.Interfaces.Chains;
using Grains.Interfaces.Instruments;

namespace Grains.Chains;

/// <summary>Keeps the two markets apart: what was still on its way when the mode was switched is dropped.</summary>
internal static class MarketFilter
{
    public static ChainBatch OfThisMarket(this AccountRegistry accounts, ChainBatch batch)
    {
        var kept = accounts.OfThisMarket(batch.Updates);
        return kept == batch.Updates ? batch : batch with { Updates = kept };
    }

    public static ImmutableArray<InstrumentUpdate> OfThisMarket(this AccountRegistry accounts, ImmutableArray<InstrumentUpdate> updates)
    {
        if (accounts.All.Count == 1)
            return updates;
        var (source, carries, strangers) = ("", true, false);
        foreach (ref readonly var update in updates.AsSpan())
        {
            if (!ReferenceEquals(source, update.Source))
                (source, carries) = (update.Source, accounts.Carries(update.Source));
            strangers |= !carries;
        }

        return strangers ? [.. updates.Where(u => accounts.Carries(u.Source))] : updates;
    }
}
