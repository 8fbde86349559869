namespace Orleans.Runtime;

/// <summary>FNV-1a: the same in every process, so that it may be used for placement and for ids.</summary>
static class StableHash
{
    public static uint Of(ReadOnlySpan<byte> data)
    {
        var hash = 2166136261u;
        foreach (var b in data)
            hash = (hash ^ b) * 16777619u;
        return hash ^ (hash >> 15);
    }
}
