using System.Reflection;
using System.Text.Json;
using Kite.Simulator.Margins;
using Kite.Simulator.MutualFunds;

namespace Kite.Simulator.Market;

/// <summary>The dated facts that the simulated market is built from: one record for each file under <c>Data/</c>.</summary>
internal sealed record MarketFacts(
    ExchangeFacts Exchange, HolidayFacts Holidays, ChainShape Shape, MoveFacts Moves, FreezeFacts Freeze, MoreFacts More, ChargeFacts Charges, FundFacts Funds)
{
    static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
    static readonly Lazy<MarketFacts> s_embedded = new(static () => new(
        Read<ExchangeFacts>("exchange-2025-11.json"),
        Read<HolidayFacts>("holidays-2025-2026.json"),
        Read<ChainShape>("banknifty-chain-2021-05-17.json"),
        Read<MoveFacts>("nifty-moves-2025-02.json"),
        Read<FreezeFacts>("freeze-quantities.json"),
        Read<MoreFacts>("more-instruments-2025-11.json"),
        Read<ChargeFacts>("charges.json"),
        Read<FundFacts>("mutual-funds.json")));

    public static MarketFacts Embedded => s_embedded.Value;

    static T Read<T>(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The data file {name} is not embedded; build the project again.");
        return JsonSerializer.Deserialize<T>(stream, s_json)!;
    }
}

internal sealed record ExchangeFacts(
    DateTimeOffset DefaultStart, TimeOnly Open, TimeOnly Close, TimeOnly TokensDieAt, double Rate, int OptionTickPaise, int FutureTickPaise,
    CarryKnot[] Carry, UnderlyingFacts[] Underlyings, ProtectionSlab[] MarketProtection);

internal sealed record CarryKnot(double Days, double Rate);

internal sealed record ProtectionSlab(double Below, double Percent);

/// <summary>What the default listing leaves out.</summary>
internal sealed record MoreFacts(UnderlyingFacts[] Indices, UnderlyingFacts[] Shares);

/// <param name="Strikes">Strikes of each chain, the nearest expiry first; none lists no derivatives.</param>
internal sealed record UnderlyingFacts(
    string Name, string IndexSymbol, uint IndexToken, double Spot, int StrikeStep, bool Weekly, int[] Strikes, LotRule[] Lots,
    AtmKnot[] AtmIv, double SpreadScale, double Activity, double OiScale, string Exchange = "NSE", string DerivativesExchange = "NFO",
    DayOfWeek ExpiryDay = DayOfWeek.Tuesday, string? Isin = null, int TickPaise = 5)
{
    /// <summary>A share: it trades, and nothing is derived from it here.</summary>
    public bool IsShare => Isin is not null;

    public int LotOf(DateOnly expiry) => Lots.First(l => expiry <= l.ExpiriesThrough).Lot;
}

internal sealed record LotRule(DateOnly ExpiriesThrough, int Lot);

internal sealed record AtmKnot(double Days, double Iv);

internal sealed record HolidayFacts(DateOnly[] Holidays);

internal sealed record ChainShape(SmileKnots[] Smile, LiquidityKnots[] Liquidity);

internal sealed record SmileKnots(double Days, double Forward, double AtmIv, double[] X, double[] Ratio);

internal sealed record LiquidityKnots(
    double Days, double[] X, double[] RelativeSpreadRound, double[] OpenInterestRound, double[] OpenInterestOther,
    double[] VolumeRound, double[] VolumeOther);

internal sealed record MoveFacts(
    double Level, double MeanGapSeconds, double MedianGapSeconds, double StandardDeviation, double[] Probability, double[] AbsoluteMove,
    double Correlation);
