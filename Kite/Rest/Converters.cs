using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kite.Rest;

/// <summary>
/// Reads numbers as the broker writes them: unrounded floats, numbers in quotes, null or "" for nothing. What is no number at all stays an
/// error: a quantity that cannot be read must not become 0.
/// </summary>
static class Numbers
{
    public static decimal Decimal(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return 0;
            case JsonTokenType.Number:
                // Where a value is too wide for a decimal, it is no price or quantity.
                return reader.TryGetDecimal(out var number) ? number : throw new JsonException("A number is out of range.");
            case JsonTokenType.String:
                var text = reader.GetString()!.Trim();
                if (text.Length == 0)
                    return 0;
                return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number)
                    ? number
                    : throw new JsonException("A text stands where a number belongs.");
            default:
                throw new JsonException("A number is missing.");
        }
    }

    /// <summary>A whole number; <c>5.0</c> is one, <c>5.5</c> is not.</summary>
    public static long Integer(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var integer))
            return integer;
        var number = Decimal(ref reader);
        return number == decimal.Truncate(number) && number is >= long.MinValue and <= long.MaxValue
            ? (long)number
            : throw new JsonException("A fraction stands where a whole number belongs.");
    }
}

abstract class ReadOnlyConverter<T> : JsonConverter<T>
{
    public override bool HandleNull => true;

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        throw new NotSupportedException("The broker's answers are read, never written.");
}

sealed class DecimalConverter : ReadOnlyConverter<decimal>
{
    public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Numbers.Decimal(ref reader);
}

sealed class LongConverter : ReadOnlyConverter<long>
{
    public override long Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Numbers.Integer(ref reader);
}

sealed class IntConverter : ReadOnlyConverter<int>
{
    public override int Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Numbers.Integer(ref reader) is >= int.MinValue and <= int.MaxValue and var value ? (int)value : throw new JsonException("A number is out of range.");
}

sealed class UIntConverter : ReadOnlyConverter<uint>
{
    public override uint Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Numbers.Integer(ref reader) is >= 0 and <= uint.MaxValue and var value ? (uint)value : throw new JsonException("A number is out of range.");
}

sealed class BoolConverter : ReadOnlyConverter<bool>
{
    public override bool Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False or JsonTokenType.Null => false,
        JsonTokenType.String => string.Equals(reader.GetString(), "true", StringComparison.OrdinalIgnoreCase),
        JsonTokenType.Number => Numbers.Decimal(ref reader) != 0,
        _ => throw new JsonException("A truth value is missing."),
    };
}

/// <summary>Ids are texts, whatever the wire says; a nested value is kept as its JSON.</summary>
sealed class TextConverter : ReadOnlyConverter<string?>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.String => reader.GetString(),
        _ => RawJsonConverter.Raw(ref reader),
    };

    public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString()!;
}

/// <summary>Keeps whatever stands there as JSON text.</summary>
sealed class RawJsonConverter : ReadOnlyConverter<string?>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Null ? null : Raw(ref reader);

    internal static string Raw(ref Utf8JsonReader reader)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.GetRawText();
    }
}

/// <summary>Wall clock in IST; what is no time reads as none, because no decision hangs on it.</summary>
sealed class IstConverter : ReadOnlyConverter<DateTimeOffset?>
{
    public override DateTimeOffset? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
            return Ist.Parse(reader.GetString());
        reader.Skip();
        return null;
    }
}
