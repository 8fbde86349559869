using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Grains.Storage;

/// <summary>How values are written: UTC of fixed width, decimals as text, messages as snake-case JSON.</summary>
static class Columns
{
    const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";

    public static JsonSerializerOptions Json { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    public static string? Time(DateTimeOffset? time) => time is { } value ? Time(value) : null;

    public static DateTimeOffset ToTime(string text) =>
        DateTimeOffset.ParseExact(text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    public static DateTimeOffset? ToOptionalTime(string? text) => text is null ? null : ToTime(text);

    public static string? Money(decimal? amount) => amount?.ToString(CultureInfo.InvariantCulture);

    public static decimal? ToMoney(string? text) => text is null ? null : decimal.Parse(text, CultureInfo.InvariantCulture);
}
