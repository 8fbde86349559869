using System.Collections.Concurrent;

namespace Kite.Simulator.Rest;

/// <summary>How often each route was asked, and how often with a token that is dead or unknown: what a test of a client's manners looks at.</summary>
internal sealed class RequestCounts
{
    readonly ConcurrentDictionary<string, int> _all = new();
    readonly ConcurrentDictionary<string, int> _deadTokens = new();

    public IReadOnlyDictionary<string, int> All => _all;

    public IReadOnlyDictionary<string, int> DeadTokens => _deadTokens;

    public void Count(Route route) => _all.AddOrUpdate(Name(route), 1, static (_, count) => count + 1);

    public void CountDeadToken(Route route) => _deadTokens.AddOrUpdate(Name(route), 1, static (_, count) => count + 1);

    static string Name(Route route) => $"{route.Method} {route.Path}";
}
