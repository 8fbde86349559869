using System.Text.Json;

namespace EndToEnd.Support;

static class Json
{
    /// <summary>The number, or null where the property is null or absent.</summary>
    public static double? Number(this JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
}
