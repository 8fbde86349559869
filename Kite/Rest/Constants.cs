namespace Kite.Rest;

/// <summary>Statuses of an order. There may be others: an unknown one is not terminal.</summary>
public static class OrderStatus
{
    public const string Complete = "COMPLETE";
    public const string Cancelled = "CANCELLED";
    public const string Rejected = "REJECTED";
    public const string Lapsed = "LAPSED";
    public const string Open = "OPEN";
    public const string TriggerPending = "TRIGGER PENDING";
    public const string AmoReceived = "AMO REQ RECEIVED";
    public const string PutReceived = "PUT ORDER REQ RECEIVED";
    public const string ValidationPending = "VALIDATION PENDING";
    public const string OpenPending = "OPEN PENDING";
    public const string ModifyValidationPending = "MODIFY VALIDATION PENDING";
    public const string ModifyPending = "MODIFY PENDING";
    public const string Modified = "MODIFIED";
    public const string NotModified = "NOT MODIFIED";
    public const string CancelPending = "CANCEL PENDING";

    /// <summary>Only in pushed events: a modification or a partial fill.</summary>
    public const string Update = "UPDATE";

    /// <summary>Whether an order with this status can no longer change.</summary>
    public static bool IsTerminal(string status) => status is Complete or Cancelled or Rejected or Lapsed;
}

public static class Exchanges
{
    public const string Nse = "NSE";
    public const string Bse = "BSE";
    public const string Nfo = "NFO";
    public const string Bfo = "BFO";
    public const string Cds = "CDS";
    public const string Bcd = "BCD";
    public const string Mcx = "MCX";
}

public static class Products
{
    /// <summary>Delivery.</summary>
    public const string Cnc = "CNC";

    /// <summary>Carry forward, for derivatives.</summary>
    public const string Nrml = "NRML";

    /// <summary>Intraday.</summary>
    public const string Mis = "MIS";

    /// <summary>Margin funding.</summary>
    public const string Mtf = "MTF";

    /// <summary>The product of cover-order positions; read only.</summary>
    public const string Co = "CO";
}

public static class OrderTypes
{
    public const string Market = "MARKET";
    public const string Limit = "LIMIT";
    public const string Sl = "SL";
    public const string SlM = "SL-M";
}

public static class Varieties
{
    public const string Regular = "regular";
    public const string Amo = "amo";
    public const string Co = "co";
    public const string Iceberg = "iceberg";
    public const string Auction = "auction";
}

public static class Validities
{
    public const string Day = "DAY";
    public const string Ioc = "IOC";

    /// <summary>Needs a time to live in minutes.</summary>
    public const string Ttl = "TTL";
}

public static class TransactionTypes
{
    public const string Buy = "BUY";
    public const string Sell = "SELL";
}

/// <summary>Candle lengths of the historical API; the number is the largest span of one request in days.</summary>
public static class Intervals
{
    /// <summary>60 days.</summary>
    public const string Minute = "minute";

    /// <summary>100 days.</summary>
    public const string ThreeMinutes = "3minute";

    /// <summary>100 days.</summary>
    public const string FiveMinutes = "5minute";

    /// <summary>100 days.</summary>
    public const string TenMinutes = "10minute";

    /// <summary>200 days.</summary>
    public const string FifteenMinutes = "15minute";

    /// <summary>200 days.</summary>
    public const string ThirtyMinutes = "30minute";

    /// <summary>400 days.</summary>
    public const string Hour = "60minute";

    /// <summary>2,000 days.</summary>
    public const string Day = "day";

    /// <summary>The largest span of one request, days. What the broker does not document has the least of all.</summary>
    public static int MaxDays(string interval) => interval switch
    {
        ThreeMinutes or FiveMinutes or TenMinutes => 100,
        FifteenMinutes or ThirtyMinutes => 200,
        Hour => 400,
        Day => 2000,
        _ => 60,
    };
}
