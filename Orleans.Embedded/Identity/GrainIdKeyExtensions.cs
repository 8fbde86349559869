using System.Globalization;

namespace Orleans.Runtime;

/// <summary>How integer and GUID keys are written into an id: hexadecimal, then "+" and the extension if there is one.</summary>
public static class GrainIdKeyExtensions
{
    public static IdSpan CreateIntegerKey(long key) => IdSpan.Create(key.ToString("X", CultureInfo.InvariantCulture));

    public static IdSpan CreateIntegerKey(long key, string? keyExtension) => IdSpan.Create(Join(key.ToString("X", CultureInfo.InvariantCulture), keyExtension));

    public static IdSpan CreateGuidKey(Guid key) => IdSpan.Create(key.ToString("N"));

    public static IdSpan CreateGuidKey(Guid key, string? keyExtension) => IdSpan.Create(Join(key.ToString("N"), keyExtension));

    public static bool TryGetIntegerKey(this GrainId grainId, out long key, out string? keyExt) =>
        long.TryParse(Split(grainId, out keyExt), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out key);

    public static bool TryGetGuidKey(this GrainId grainId, out Guid key, out string? keyExt) => Guid.TryParseExact(Split(grainId, out keyExt) is { Length: 32 } text ? text : "", "N", out key);

    public static long GetIntegerKey(this GrainId grainId) => GetIntegerKey(grainId, out _);

    public static long GetIntegerKey(this GrainId grainId, out string? keyExt) =>
        TryGetIntegerKey(grainId, out var key, out keyExt) ? key : throw new ArgumentException($"The key of {grainId} is not an integer.", nameof(grainId));

    public static Guid GetGuidKey(this GrainId grainId) => GetGuidKey(grainId, out _);

    public static Guid GetGuidKey(this GrainId grainId, out string? keyExt) =>
        TryGetGuidKey(grainId, out var key, out keyExt) ? key : throw new ArgumentException($"The key of {grainId} is not a GUID.", nameof(grainId));

    static string Join(string key, string? extension) => string.IsNullOrEmpty(extension) ? key : key + "+" + extension;

    static string Split(GrainId id, out string? extension)
    {
        var text = id.Key.ToString();
        var plus = text.IndexOf('+', StringComparison.Ordinal);
        extension = plus < 0 ? null : text[(plus + 1)..];
        return plus < 0 ? text : text[..plus];
    }
}
