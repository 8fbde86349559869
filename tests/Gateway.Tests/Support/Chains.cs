using System.Text.Json;
using Gateway.Market;
using Gateway.Streaming;
using Grains.Interfaces.Chains;
using Pricing.Chains;

namespace Gateway.Tests.Support;

/// <summary>Chains as their grain would publish them; the last price of a row tells which change made it.</summary>
static class Chains
{
    public const long Epoch = 100;

    public static ChainHeader Header(long version, decimal? atm = 300, long epoch = Epoch) => new()
    {
        Underlying = "NIFTY", Exchange = "NFO", Expiry = new(2025, 11, 25), Epoch = epoch, Version = version, AsOf = new(2025, 11, 20, 12, 0, 0, new(5, 30, 0)), Spot = 300.5m,
        Forward = 301.25, ForwardSource = ForwardSource.Future, Rate = 0.065, YearsToExpiry = 0.01, AtmStrike = atm, Mode = "simulated",
    };

    public static ChainRow Row(decimal strike, decimal mark) => new(strike, new() { Instrument = $"NFO:C{strike}", Token = (uint)strike, Ltp = mark }, null);

    /// <summary>Rows 100, 200 … 500.</summary>
    public static ChainSnapshot Snapshot(long version, decimal mark = 0, long epoch = Epoch) => new(Header(version, epoch: epoch), [.. Enumerable.Range(1, 5).Select(i => Row(i * 100, mark))]);

    public static ChainEvent Change(long from, long to, params ChainRow[] rows) => new(Header(to), from, [.. rows], []);

    public static ChainEvent Heartbeat(long version) => new(Header(version), version, [], []);

    public static JsonElement Json(this RawFrame frame) => JsonDocument.Parse(frame.Utf8).RootElement;

    public static string Type(this JsonElement frame) => frame.GetProperty("type").GetString()!;

    public static IEnumerable<decimal> Strikes(this JsonElement frame) => frame.GetProperty("rows").EnumerateArray().Select(r => r.GetProperty("strike").GetDecimal());
}
