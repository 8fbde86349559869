using System.Text.Json;
using Grains.Interfaces.Chains;

namespace Gateway.Market;

/// <summary>One strike as this gateway holds it: its JSON is made when the first frame needs it, and copied into every other one, whatever its base and window are.</summary>
sealed class RelayRow(ChainRow row)
{
    byte[]? json;

    public decimal Strike => row.Strike;

    public OptionQuote? Call => row.Call;

    public OptionQuote? Put => row.Put;

    /// <summary>UTF-8. Two threads may make it at once; they make the same.</summary>
    public ReadOnlySpan<byte> Json => json ??= JsonSerializer.SerializeToUtf8Bytes(row, TickerJson.Options);
}
