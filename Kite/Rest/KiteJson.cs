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
[JsonSerializable(typeof(Dictionary<string, KiteQuote>))]
[JsonSerializable(typeof(Dictionary<string, KiteOhlcQuote>))]
[JsonSerializable(typeof(Dictionary<string, KiteLtp>))]
[JsonSerializable(typeof(CandleList))]
sealed partial class KiteJson : JsonSerializerContext;
