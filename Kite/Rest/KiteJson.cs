using System.Text.Json.Serialization;

namespace Kite.Rest;

[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters =
    [
        typeof(DecimalConverter), typeof(LongConverter), typeof(IntConverter), typeof(UIntConverter), typeof(BoolConverter), typeof(TextConverter),
        typeof(IstConverter),
    ])]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(SessionData))]
[JsonSerializable(typeof(KiteProfile))]
[JsonSerializable(typeof(KiteMargins))]
[JsonSerializable(typeof(PlacedOrder))]
[JsonSerializable(typeof(KiteOrder))]
[JsonSerializable(typeof(List<KiteOrder>))]
[JsonSerializable(typeof(List<KiteTrade>))]
[JsonSerializable(typeof(KitePositions))]
[JsonSerializable(typeof(List<KiteHolding>))]
[JsonSerializable(typeof(KiteHoldingsSummary))]
[JsonSerializable(typeof(RequestId))]
[JsonSerializable(typeof(SegmentMargin))]
[JsonSerializable(typeof(List<KiteOrderMargin>))]
[JsonSerializable(typeof(KiteBasketMargin))]
[JsonSerializable(typeof(List<KiteOrderCharges>))]
[JsonSerializable(typeof(KiteGtt))]
[JsonSerializable(typeof(List<KiteGtt>))]
[JsonSerializable(typeof(TriggerId))]
[JsonSerializable(typeof(KiteAlert))]
[JsonSerializable(typeof(List<KiteAlert>))]
[JsonSerializable(typeof(List<AlertFiring>))]
[JsonSerializable(typeof(KiteMfOrder))]
[JsonSerializable(typeof(List<KiteMfOrder>))]
[JsonSerializable(typeof(List<KiteMfHolding>))]
[JsonSerializable(typeof(KiteSip))]
[JsonSerializable(typeof(List<KiteSip>))]
[JsonSerializable(typeof(PlacedSip))]
[JsonSerializable(typeof(Dictionary<string, KiteQuote>))]
[JsonSerializable(typeof(Dictionary<string, KiteOhlcQuote>))]
[JsonSerializable(typeof(Dictionary<string, KiteLtp>))]
[JsonSerializable(typeof(CandleList))]
sealed partial class KiteJson : JsonSerializerContext;
