using Grains.Sessions;
using Kite.Instruments;
using Pricing;

namespace Grains.Instruments;

/// <summary>What pricing needs to know of an option, worked out once an activation.</summary>
internal sealed record OptionContract(OptionRight Right, double Strike, double TickSize, long ExpiryUnixSeconds, long SessionEndUnixSeconds)
{
    /// <summary>act/365.</summary>
    public const double SecondsPerYear = 31_536_000;

    /// <summary>Null for what is not an option.</summary>
    public static OptionContract? From(Instrument instrument, ExpiryRules rules)
    {
        if (instrument.Expiry is not { } expiry || instrument.Type is not (InstrumentType.Ce or InstrumentType.Pe))
            return null;
        var (instant, sessionEnd) = rules.For(instrument.Exchange, expiry);
        return new(
            instrument.Type == InstrumentType.Ce ? OptionRight.Call : OptionRight.Put,
            (double)instrument.Strike,
            (double)instrument.TickSize,
            instant.ToUnixTimeSeconds(),
            sessionEnd.ToUnixTimeSeconds());
    }

    /// <summary>act/365 years; negative once expired.</summary>
    public double YearsAt(long unixSeconds) => (ExpiryUnixSeconds - unixSeconds) / SecondsPerYear;

    /// <summary><see cref="PricingStatus.Ok"/> while time is left.</summary>
    public PricingStatus LifeAt(long unixSeconds) =>
        unixSeconds < ExpiryUnixSeconds ? PricingStatus.Ok
        : unixSeconds < SessionEndUnixSeconds ? PricingStatus.Settling
        : PricingStatus.Expired;
}
