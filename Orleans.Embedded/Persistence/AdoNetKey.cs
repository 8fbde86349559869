using System.Text;
using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>
/// Which row of OrleansStorage is a grain's state, as Orleans finds it: a GUID key is both numbers, an integer key the second, any other
/// key the extension. The grain's type is not part of it, so state names must be unique.
/// </summary>
readonly record struct AdoNetKey(int IdHash, long N0, long N1, string? Extension, int TypeHash, string Type)
{
    public static AdoNetKey Of(string stateName, GrainId grain)
    {
        var (n0, n1, extension, bytes) = Split(grain);
        // Orleans reverses the bytes before hashing.
        Array.Reverse(bytes);
        return new((int)StableHash.Of(bytes), n0, n1, extension, (int)StableHash.Of(Encoding.UTF8.GetBytes(stateName)), stateName);
    }

    static (long, long, string?, byte[]) Split(GrainId grain)
    {
        if (grain.TryGetGuidKey(out var guid, out var extension))
        {
            var bytes = guid.ToByteArray();
            return (BitConverter.ToInt64(bytes, 0), BitConverter.ToInt64(bytes, 8), extension, [.. bytes, .. Bytes(extension)]);
        }

        if (grain.TryGetIntegerKey(out var number, out extension))
            return (0, number, extension, [.. BitConverter.GetBytes(number), .. Bytes(extension)]);
        var key = grain.Key.ToString();
        return (0, 0, key, Bytes(key));
    }

    static byte[] Bytes(string? text) => text is null ? [] : Encoding.UTF8.GetBytes(text);
}
