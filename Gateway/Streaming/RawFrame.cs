using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gateway.Streaming;

/// <summary>One stream item that is JSON already: serialised once, shared by every connection that gets it.</summary>
[JsonConverter(typeof(RawFrameConverter))]
public sealed class RawFrame(ReadOnlyMemory<byte> utf8)
{
    /// <summary>Clients count their streams from 0, so a few ids are nearly all that there are.</summary>
    const int MostIds = 8;
    ForId? framed;

    /// <summary>A complete JSON object, UTF-8.</summary>
    public ReadOnlyMemory<byte> Utf8 { get; } = utf8;

    /// <summary>The WebSocket frame that carries it as an item of the stream <paramref name="id"/>, made once; empty when it was asked for too many different ones.</summary>
    internal ReadOnlyMemory<byte> Framed(string id)
    {
        var newest = Volatile.Read(ref framed);
        var count = 0;
        for (var one = newest; one is not null; one = one.Next, count++)
        {
            if (one.Id == id)
                return one.Bytes;
        }

        if (count >= MostIds)
            return default;
        var made = new ForId(id, FrameProtocol.Frame(id, Utf8.Span), newest);
        // Should another come first, this one serves its maker only.
        Interlocked.CompareExchange(ref framed, made, newest);
        return made.Bytes;
    }

    sealed record ForId(string Id, ReadOnlyMemory<byte> Bytes, ForId? Next);
}

/// <summary>Writes the bytes as they are; validating them again would cost more than everything else of a send.</summary>
sealed class RawFrameConverter : JsonConverter<RawFrame>
{
    public override RawFrame Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Frames go from server to client only.");

    public override void Write(Utf8JsonWriter writer, RawFrame value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.Utf8.Span, skipInputValidation: true);
}
