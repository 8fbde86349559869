using System.Text.Json;

namespace Orleans.Storage;

/// <summary>States as JSON: public properties, fields and constructors, as System.Text.Json sees them.</summary>
static class StoredJson
{
    static readonly JsonSerializerOptions s_options = new() { IncludeFields = true };

    public static byte[] Write<T>(T state) => JsonSerializer.SerializeToUtf8Bytes(state, s_options);

    public static T Read<T>(byte[] payload) => JsonSerializer.Deserialize<T>(payload, s_options)!;
}
