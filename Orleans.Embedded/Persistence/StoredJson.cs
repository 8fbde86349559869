using System.Text.Json;

namespace Orleans.Storage;

/// <summary>How states become bytes.</summary>
public interface IGrainStorageSerializer
{
    BinaryData Serialize<T>(T? input);

    T? Deserialize<T>(BinaryData input);
}

/// <summary>States as JSON: public properties, fields and constructors, as System.Text.Json sees them.</summary>
sealed class StoredJson : IGrainStorageSerializer
{
    static readonly JsonSerializerOptions s_options = new() { IncludeFields = true };

    public static StoredJson Instance { get; } = new();

    public BinaryData Serialize<T>(T? input) => new(Write(input));

    public T? Deserialize<T>(BinaryData input) => JsonSerializer.Deserialize<T>(input, s_options);

    public static byte[] Write<T>(T state) => JsonSerializer.SerializeToUtf8Bytes(state, s_options);

    public static T Read<T>(byte[] payload) => JsonSerializer.Deserialize<T>(payload, s_options)!;
}
