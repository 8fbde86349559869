using System.Text.Json;
using EndToEnd.Support;

namespace EndToEnd.Streams;

/// <summary>What <c>client/frames.mjs</c> reports of a frame.</summary>
/// <param name="Wrong">Which promise of the protocol it breaks, or null.</param>
/// <param name="At">Milliseconds since the client started.</param>
/// <param name="Strikes">Rows held after it, from <paramref name="Low"/> to <paramref name="High"/>.</param>
sealed record Frame(string Type, long Epoch, long BaseVersion, long Version, string? Wrong, double At, int Strikes, double Low, double High, double? Atm)
{
    public long Step => Version - BaseVersion;

    public static IReadOnlyList<Frame> Of(IEnumerable<JsonElement> facts) =>
        [.. facts.Where(f => f.GetProperty("fact").GetString() == "frame").Select(From)];

    static Frame From(JsonElement f) => new(
        f.GetProperty("type").GetString()!, (long)(f.Number("epoch") ?? 0), (long)(f.Number("base_version") ?? 0), (long)(f.Number("version") ?? 0),
        f.GetProperty("wrong").GetString(), f.GetProperty("at").GetDouble(),
        (int)(f.Number("strikes") ?? 0), f.Number("low") ?? 0, f.Number("high") ?? 0, f.Number("atm"));
}
