using System.Collections.Immutable;
using Grains.Interfaces.Subscriptions;

namespace Grains.Subscriptions;

/// <summary>
/// What clients look at, counted by gateway. Not stored: a gateway says it again every few seconds, and what it no longer says ends with its lease, so that neither a client
/// that reconnects nor a gateway that died leaves anything behind.
/// </summary>
internal sealed class DemandBook(TimeSpan lease)
{
    /// <summary>Chains that one gateway may ask for; all that are listed are fewer.</summary>
    const int Most = 10_000;

    readonly Dictionary<(string Gateway, string Key), (int Clients, DateTimeOffset Until)> leases = [];

    /// <summary>Chain keys with the number of clients that look at each; those with most first.</summary>
    public ImmutableArray<(string Chain, int Clients)> Current { get; private set; } = [];

    /// <summary>True when another chain, or another order, is wanted.</summary>
    public bool Report(string gateway, IEnumerable<ChainDemand> demands, DateTimeOffset now)
    {
        var named = demands.Take(Most).ToDictionary(d => d.Chain, d => d.Clients, StringComparer.Ordinal);
        foreach (var key in leases.Keys.Where(k => k.Gateway == gateway && !named.ContainsKey(k.Key)).ToList())
            leases[key] = (0, leases[key].Until);
        foreach (var (chain, clients) in named)
            leases[(gateway, chain)] = (clients, now + lease);
        return Expire(now);
    }

    /// <summary>Lets go what has not been asked for since; true when that changes what is wanted.</summary>
    public bool Expire(DateTimeOffset now)
    {
        foreach (var key in leases.Where(l => l.Value.Until <= now).Select(l => l.Key).ToList())
            leases.Remove(key);
        ImmutableArray<(string Chain, int Clients)> next =
        [
            .. leases.GroupBy(l => l.Key.Key, l => l.Value.Clients, StringComparer.Ordinal)
                .Select(g => (g.Key, g.Sum()))
                .OrderByDescending(d => d.Item2)
                .ThenBy(d => d.Key, StringComparer.Ordinal),
        ];
        var changed = !next.Select(d => d.Chain).SequenceEqual(Current.Select(d => d.Chain));
        Current = next;
        return changed;
    }
}
