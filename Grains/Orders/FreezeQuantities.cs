using System.Text.Json;

namespace Grains.Orders;

/// <summary>The most that the exchange takes in one order, by underlying and date. Not in the instrument list: kept as dated data.</summary>
sealed class FreezeQuantities
{
    /// <summary>The broker takes no order above this, whatever the instrument.</summary>
    public const int Largest = 100_000;

    const string Resource = "Grains.Orders.Data.freeze-quantities.json";

    readonly ILookup<(string Exchange, string Underlying), Limit> limits;

    FreezeQuantities(IEnumerable<Limit> limits) =>
        this.limits = limits.OrderByDescending(limit => limit.From).ToLookup(limit => (limit.Exchange, limit.Underlying));

    /// <summary>The table that this build carries.</summary>
    public static FreezeQuantities Load()
    {
        using var stream = typeof(FreezeQuantities).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The resource {Resource} is missing from this build: build it again from a clean tree.");
        return new FreezeQuantities(JsonSerializer.Deserialize<Table>(stream, JsonSerializerOptions.Web)!.Limits);
    }

    /// <summary>Units; before the first date of an underlying its first limit, for an underlying without one <see cref="Largest"/>.</summary>
    public int Of(string exchange, string underlying, DateOnly day)
    {
        var known = limits[(exchange, underlying)];
        return (known.FirstOrDefault(limit => limit.From <= day) ?? known.LastOrDefault())?.Quantity ?? Largest;
    }

    sealed record Table(IReadOnlyList<Limit> Limits);

    sealed record Limit(string Exchange, string Underlying, DateOnly From, int Quantity);
}
