namespace Kite.Simulator.Market;

/// <summary>One index: its level, its slowly breathing volatility, and the forward of each of its expiries.</summary>
internal sealed class Underlying(UnderlyingFacts facts, int number)
{
    public UnderlyingFacts Facts { get; } = facts;

    public int Number { get; } = number;

    public Instrument Index { get; set; } = null!;

    /// <summary>The index level in rupees, not yet rounded to 0.05.</summary>
    public double Spot { get; set; } = facts.Spot;

    /// <summary>Log of the factor on the whole smile, and on its slope; both revert to 0 within tens of minutes.</summary>
    public double Breath { get; set; }

    public double Tilt { get; set; }

    public Dictionary<DateOnly, ExpiryState> Expiries { get; } = [];
}

/// <summary>What all contracts of one expiry share at the present step.</summary>
internal sealed class ExpiryState(Expiry expiry)
{
    public Expiry Expiry { get; } = expiry;

    /// <summary>Years to 15:30 on the expiry date, 365 days to a year.</summary>
    public double Years { get; set; }

    public double Forward { get; set; }

    /// <summary>Rupees by which the future departs from its fair value.</summary>
    public double Basis { get; set; }

    public double AtmIv { get; set; }
}
