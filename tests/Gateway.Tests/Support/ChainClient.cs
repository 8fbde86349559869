using System.Text.Json;

namespace Gateway.Tests.Support;

/// <summary>What a client does with frames, by docs/protocol.md and nothing else.</summary>
sealed class ChainClient
{
    public SortedDictionary<decimal, string> Rows { get; } = [];

    public long Epoch { get; private set; }

    public long Version { get; private set; }

    public int Gaps { get; private set; }

    public void Apply(JsonElement frame)
    {
        switch (frame.Type())
        {
            case "snapshot":
                Rows.Clear();
                var chain = frame.GetProperty("chain");
                (Epoch, Version) = (chain.GetProperty("epoch").GetInt64(), chain.GetProperty("version").GetInt64());
                Take(chain);
                break;
            case "delta":
                Assert.Equal((Epoch, Version), (frame.GetProperty("epoch").GetInt64(), frame.GetProperty("base_version").GetInt64()));
                Version = frame.GetProperty("version").GetInt64();
                Assert.Equal(Version, frame.GetProperty("chain").GetProperty("version").GetInt64());
                Take(frame);
                foreach (var strike in frame.GetProperty("removed").EnumerateArray())
                    Rows.Remove(strike.GetDecimal());
                break;
            case "gap":
                Gaps++;
                break;
            default:
                Assert.Equal("heartbeat", frame.Type());
                Assert.Equal((Epoch, Version), (frame.GetProperty("epoch").GetInt64(), frame.GetProperty("version").GetInt64()));
                break;
        }
    }

    void Take(JsonElement rows)
    {
        foreach (var row in rows.GetProperty("rows").EnumerateArray())
            Rows[row.GetProperty("strike").GetDecimal()] = row.GetRawText();
    }
}
