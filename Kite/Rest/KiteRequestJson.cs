using System.Text.Json.Serialization;

namespace Kite.Rest;

/// <summary>What is sent as JSON: the rest goes out as forms.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(GttConditionBody))]
[JsonSerializable(typeof(List<GttOrderBody>))]
[JsonSerializable(typeof(List<MarginOrder>))]
[JsonSerializable(typeof(List<ChargesOrder>))]
sealed partial class KiteRequestJson : JsonSerializerContext;
