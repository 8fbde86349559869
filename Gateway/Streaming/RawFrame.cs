using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gateway.Streaming;

/// <summary>One stream item that is JSON already: serialised once, shared by every connection that gets it.</summary>
[JsonConverter(typeof(RawFrameConverter))]
public sealed class RawFrame(ReadOnlyMemory<byte> utf8)
{
    /// <summary>A complete JSON object, UTF-8.</summary>
    public ReadOnlyMemory<byte> Utf8 { get; } = utf8;
}

/// <summary>Writes the bytes as they are; validating them again would cost more than everything else of a send.</summary>
sealed class RawFrameConverter : JsonConverter<RawFrame>
{
    public override RawFrame Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Frames go from server to client only.");

    public override void Write(Utf8JsonWriter writer, RawFrame value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.Utf8.Span, skipInputValidation: true);
}
