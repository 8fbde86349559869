using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Kite.Simulator.Rest;

/// <summary>JSON that clients send: bodies of the calculators, and texts inside form fields. Numbers may be written as strings.</summary>
internal static class JsonBody
{
    const int Largest = 1 << 20;

    public static JsonElement Read(string text, string name)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            throw ApiException.Input($"Invalid JSON in `{name}`.");
        }
    }

    /// <summary>The body as an array of objects.</summary>
    public static async Task<JsonElement[]> ArrayAsync(HttpRequest request)
    {
        using var memory = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted)) > 0)
        {
            memory.Write(buffer, 0, read);
            if (memory.Length > Largest)
                throw ApiException.Input("The body is too large.");
        }

        var root = Read(System.Text.Encoding.UTF8.GetString(memory.ToArray()), "body");
        return root.ValueKind == JsonValueKind.Array && root.EnumerateArray().All(static e => e.ValueKind == JsonValueKind.Object)
            ? [.. root.EnumerateArray()]
            : throw ApiException.Input("Invalid JSON: an array of orders is expected.");
    }

    public static string Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : throw ApiException.Input($"Missing or empty field `{name}`");

    public static decimal Number(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) ? Parse(value, name) : throw ApiException.Input($"Missing or empty field `{name}`");

    /// <summary>0 when the field is missing or null.</summary>
    public static decimal NumberOrZero(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? Parse(value, name) : 0;

    public static decimal Parse(JsonElement value, string name) =>
        value.ValueKind is JsonValueKind.Number or JsonValueKind.String
        && decimal.TryParse(value.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw ApiException.Input($"Invalid `{name}`.");
}
