namespace Pricing;

/// <summary>The names of <see cref="PricingStatus"/> in JSON: snake_case, constant strings, no allocation.</summary>
public static class PricingStatusNames
{
    /// <summary>The JSON name, for example <c>below_intrinsic</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a member of the enumeration.</exception>
    public static string ToJsonName(PricingStatus status) => status switch
    {
        PricingStatus.Ok => "ok",
        PricingStatus.BelowIntrinsic => "below_intrinsic",
        PricingStatus.NoTimeValue => "no_time_value",
        PricingStatus.AboveMax => "above_max",
        PricingStatus.Expired => "expired",
        PricingStatus.Settling => "settling",
        PricingStatus.NoPrice => "no_price",
        PricingStatus.StalePrice => "stale_price",
        PricingStatus.NoForward => "no_forward",
        PricingStatus.InvalidInput => "invalid_input",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Pass a member of PricingStatus."),
    };
}
