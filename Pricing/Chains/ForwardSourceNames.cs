namespace Pricing.Chains;

/// <summary>The names of <see cref="ForwardSource"/> in JSON: constant strings, no allocation.</summary>
public static class ForwardSourceNames
{
    /// <summary>The JSON name, or null for <see cref="ForwardSource.None"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a member of the enumeration.</exception>
    public static string? ToJsonName(ForwardSource source) => source switch
    {
        ForwardSource.None => null,
        ForwardSource.Future => "future",
        ForwardSource.Parity => "parity",
        ForwardSource.Basis => "basis",
        ForwardSource.Carry => "carry",
        _ => throw new ArgumentOutOfRangeException(nameof(source), source, "Pass a member of ForwardSource."),
    };
}
