namespace Pricing.Conventions;

/// <summary>The names of <see cref="PricingConvention"/> in JSON and in requests: constant strings, no allocation.</summary>
public static class PricingConventionNames
{
    /// <summary>The name, for example <c>nse</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a member of the enumeration.</exception>
    public static string ToJsonName(PricingConvention convention) => convention switch
    {
        PricingConvention.Service => "service",
        PricingConvention.Nse => "nse",
        PricingConvention.Upstox => "upstox",
        _ => throw new ArgumentOutOfRangeException(nameof(convention), convention, "Pass a member of PricingConvention."),
    };

    /// <summary>The convention of a name as it is in a request; false when there is none of that name.</summary>
    public static bool TryParse(string? name, out PricingConvention convention)
    {
        var known = name is "service" or "nse" or "upstox";
        convention = name switch { "nse" => PricingConvention.Nse, "upstox" => PricingConvention.Upstox, _ => PricingConvention.Service };
        return known;
    }
}
