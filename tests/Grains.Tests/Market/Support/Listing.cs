using Grains.Interfaces;
using Grains.Sessions;
using Kite.Instruments;

namespace Grains.Tests.Market.Support;

/// <summary>A small instrument master: NIFTY with its index, two futures and two expiries of options; BANKNIFTY with an index alone.</summary>
static class Listing
{
    public const string Index = "NSE:NIFTY 50";
    public const string NearFuture = "NFO:NIFTY25NOVFUT";
    public const string FarFuture = "NFO:NIFTY25DECFUT";
    public static readonly DateOnly Near = new(2025, 11, 25);
    public static readonly DateOnly Far = new(2025, 12, 2);
    public static readonly DateOnly FarFutureExpiry = new(2025, 12, 30);

    /// <summary>Thursday 2025-11-20, 12:00 IST: in session, five days before the near expiry.</summary>
    public static readonly DateTimeOffset Noon = new(2025, 11, 20, 12, 0, 0, new TimeSpan(5, 30, 0));

    public static readonly ExpiryRules Rules = ExpiryRules.Load();
    public static readonly decimal[] Strikes = [24800, 24900, 25000, 25100, 25200];

    public static string NearChain => GrainKeys.Chain("NFO", "NIFTY", Near);

    public static uint NoonSeconds => (uint)Noon.ToUnixTimeSeconds();

    public static InstrumentMaster Master(params Instrument[] more) => InstrumentMaster.Create([
        new(256265, 1001, "NSE", "NIFTY 50", "NIFTY 50", null, 0, 0, 0, InstrumentType.Eq, "INDICES"),
        new(260105, 1016, "NSE", "NIFTY BANK", "NIFTY BANK", null, 0, 0, 0, InstrumentType.Eq, "INDICES"),
        new(408065, 1594, "NSE", "INFY", "INFOSYS", null, 0, 0.05m, 1, InstrumentType.Eq, "NSE"),
        new(9000002, 1, "NFO", "NIFTY25NOVFUT", "NIFTY", Near, 0, 0.05m, 75, InstrumentType.Fut, "NFO-FUT"),
        new(9000258, 2, "NFO", "NIFTY25DECFUT", "NIFTY", FarFutureExpiry, 0, 0.05m, 75, InstrumentType.Fut, "NFO-FUT"),
        .. Options(Near, "25NOV"),
        .. Options(Far, "25D02"),
        .. more,
    ]);

    public static string Name(decimal strike, string right) => $"NFO:NIFTY25NOV{strike:0}{right}";

    public static string Call(decimal strike) => Name(strike, "CE");

    public static string Put(decimal strike) => Name(strike, "PE");

    public static Instrument Find(this InstrumentMaster master, string instrument) =>
        master.TryGet(InstrumentKey.Parse(instrument), out var found) ? found : throw new ArgumentException($"{instrument} is not listed in this test.");

    static IEnumerable<Instrument> Options(DateOnly expiry, string name) => Strikes.SelectMany(strike => new[] { InstrumentType.Ce, InstrumentType.Pe }.Select(type => new Instrument(
        (uint)(((int)strike * 4096) + (expiry == Near ? 0 : 1024) + (type == InstrumentType.Ce ? 2 : 258)),
        (uint)strike, "NFO", $"NIFTY{name}{strike:0}{(type == InstrumentType.Ce ? "CE" : "PE")}", "NIFTY", expiry, strike, 0.05m, 75, type, "NFO-OPT")));
}
