namespace Kite.Rest;

/// <summary>A plan that buys fund units again and again. Money in rupees.</summary>
public sealed record KiteSip
{
    public string SipId { get; init => field = value ?? ""; } = "";

    public string SipType { get; init => field = value ?? ""; } = "";

    public string? SipRegNum { get; init; }

    /// <summary><c>ACTIVE</c>, <c>PAUSED</c> or <c>CANCELLED</c>.</summary>
    public string Status { get; init => field = value ?? ""; } = "";

    /// <summary>The fund's ISIN.</summary>
    public string Tradingsymbol { get; init => field = value ?? ""; } = "";

    public string Fund { get; init => field = value ?? ""; } = "";

    public string? FundSource { get; init; }

    public string TransactionType { get; init => field = value ?? ""; } = "";

    public string? DividendType { get; init; }

    /// <summary><c>weekly</c>, <c>monthly</c> or <c>quarterly</c>.</summary>
    public string Frequency { get; init => field = value ?? ""; } = "";

    /// <summary>-1: without end.</summary>
    public int Instalments { get; init; }

    public int PendingInstalments { get; init; }

    public int CompletedInstalments { get; init; }

    public decimal InstalmentAmount { get; init; }

    /// <summary>Day of the month.</summary>
    public int InstalmentDay { get; init; }

    public DateTimeOffset? NextInstalment { get; init; }

    public DateTimeOffset? LastInstalment { get; init; }

    /// <summary>Percent by <c>dd-MM</c>: by how much the amount grows on that day of a year.</summary>
    public IReadOnlyDictionary<string, decimal> StepUp { get; init => field = value ?? new Dictionary<string, decimal>(); } = new Dictionary<string, decimal>();

    public decimal TriggerPrice { get; init; }

    public DateTimeOffset? Created { get; init; }

    public string? Tag { get; init; }
}

/// <summary>A plan to begin.</summary>
public sealed record PlaceSip
{
    /// <summary>The fund's ISIN.</summary>
    public required string Tradingsymbol { get; init; }

    /// <summary>Rupees in each instalment.</summary>
    public required decimal Amount { get; init; }

    /// <summary>-1: without end.</summary>
    public required int Instalments { get; init; }

    /// <summary><c>weekly</c>, <c>monthly</c> or <c>quarterly</c>.</summary>
    public required string Frequency { get; init; }

    /// <summary>Rupees, once at the beginning.</summary>
    public decimal? InitialAmount { get; init; }

    /// <summary>Day of the month.</summary>
    public int? InstalmentDay { get; init; }

    /// <summary>Up to 20 letters and digits.</summary>
    public string? Tag { get; init; }

    internal Form Form()
    {
        var form = new Form();
        form.Add("tradingsymbol", Tradingsymbol);
        form.Add("amount", Amount);
        form.Add("instalments", Instalments);
        form.Add("frequency", Frequency);
        form.Add("initial_amount", InitialAmount);
        form.Add("instalment_day", InstalmentDay);
        form.Add("tag", Tag);
        return form;
    }
}

/// <summary>New values of a plan. Null keeps what it has.</summary>
public sealed record ModifySip
{
    /// <summary>Rupees in each instalment.</summary>
    public decimal? Amount { get; init; }

    /// <summary><c>active</c> or <c>paused</c>.</summary>
    public string? Status { get; init; }

    public int? Instalments { get; init; }

    public string? Frequency { get; init; }

    public int? InstalmentDay { get; init; }

    internal Form Form()
    {
        var form = new Form();
        form.Add("amount", Amount);
        form.Add("status", Status);
        form.Add("instalments", Instalments);
        form.Add("frequency", Frequency);
        form.Add("instalment_day", InstalmentDay);
        return form;
    }
}

/// <summary>A plan that was begun.</summary>
public sealed record PlacedSip
{
    public string SipId { get; init => field = value ?? ""; } = "";

    /// <summary>Of the first instalment, where it is due at once.</summary>
    public string? OrderId { get; init; }
}
