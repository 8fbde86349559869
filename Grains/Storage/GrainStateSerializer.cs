using System.Text.Json;
using Orleans.Storage;

namespace Grains.Storage;

/// <summary>
/// How grain states are stored, on both hosts: JSON of public properties and fields under their own names, so that what one host wrote the
/// other reads. What is not known is skipped, what is missing keeps its default.
/// </summary>
public sealed class GrainStateSerializer : IGrainStorageSerializer
{
    static readonly JsonSerializerOptions Options = new() { IncludeFields = true };

    public BinaryData Serialize<T>(T? input) => new(JsonSerializer.SerializeToUtf8Bytes(input, Options));

    public T? Deserialize<T>(BinaryData input) => JsonSerializer.Deserialize<T>(input, Options);
}
