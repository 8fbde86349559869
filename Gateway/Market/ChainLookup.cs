using System.Collections.Immutable;
using System.Globalization;
using Gateway.Endpoints;
using Grains.Interfaces;
using Grains.Interfaces.Instruments;

namespace Gateway.Market;

/// <summary>From what a client typed to a chain's key, or to a problem that names what it may have meant.</summary>
static class ChainLookup
{
    public static async Task<(string? Key, Problem? Problem)> Find(ICatalogGrain catalog, string underlying, string? expiry)
    {
        DateOnly? wanted = null;
        if (!string.IsNullOrEmpty(expiry))
        {
            if (!DateOnly.TryParseExact(expiry, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
                return (null, new(400, "malformed_expiry", $"The expiry {expiry} is not a date: write it as YYYY-MM-DD.", "expiry"));
            wanted = date;
        }

        var listed = await catalog.Underlyings();
        var match = listed.FirstOrDefault(u => u.Underlying.Equals(underlying, StringComparison.OrdinalIgnoreCase));
        if (match is null)
            return (null, Unknown(underlying, await catalog.NearestUnderlyings(underlying), listed.IsEmpty));
        if (match.Expiries.IsEmpty)
            return (null, new(404, "unknown_expiry", $"{match.Underlying} has no listed expiry."));
        var chosen = wanted ?? match.Expiries[0];
        if (!match.Expiries.Contains(chosen))
        {
            var nearest = match.Expiries.OrderBy(e => Math.Abs(e.DayNumber - chosen.DayNumber)).Take(3).Order().Select(e => e.ToString("O", CultureInfo.InvariantCulture)).ToImmutableArray();
            return (null, new(404, "unknown_expiry", $"{match.Underlying} has no expiry on {chosen:yyyy-MM-dd}; the nearest are {string.Join(", ", nearest)}.", "expiry", nearest));
        }

        return (GrainKeys.Chain(match.Exchange, match.Underlying, chosen), null);
    }

    static Problem Unknown(string underlying, ImmutableArray<string> nearest, bool loading) => loading
        ? new(503, "instruments_loading", "The instrument master is not loaded yet: try again in a moment.")
        : new(404, "unknown_underlying", $"There is no underlying {underlying}; the nearest names are {string.Join(", ", nearest)}.", "underlying", nearest);
}
