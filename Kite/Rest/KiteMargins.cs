namespace Kite.Rest;

/// <summary>Funds by segment, in rupees. Derivatives on shares and indices count as equity.</summary>
public sealed record KiteMargins
{
    public SegmentMargin? Equity { get; init; }

    public SegmentMargin? Commodity { get; init; }
}

/// <summary>Funds of one segment, in rupees.</summary>
public sealed record SegmentMargin
{
    public bool Enabled { get; init; }

    /// <summary>What the broker's risk checks will let the account use.</summary>
    public decimal Net { get; init; }

    public AvailableMargin Available { get; init => field = value ?? new(); } = new();

    public UtilisedMargin Utilised { get; init => field = value ?? new(); } = new();
}

public sealed record AvailableMargin
{
    public decimal AdhocMargin { get; init; }

    public decimal Cash { get; init; }

    public decimal OpeningBalance { get; init; }

    public decimal LiveBalance { get; init; }

    public decimal Collateral { get; init; }

    public decimal IntradayPayin { get; init; }
}

public sealed record UtilisedMargin
{
    /// <summary>The sum of the others.</summary>
    public decimal Debits { get; init; }

    public decimal Exposure { get; init; }

    public decimal M2mRealised { get; init; }

    public decimal M2mUnrealised { get; init; }

    public decimal OptionPremium { get; init; }

    public decimal Payout { get; init; }

    public decimal Span { get; init; }

    public decimal HoldingSales { get; init; }

    public decimal Turnover { get; init; }

    public decimal LiquidCollateral { get; init; }

    public decimal StockCollateral { get; init; }

    public decimal Delivery { get; init; }
}
