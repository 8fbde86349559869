using System.Globalization;
using System.Text;

namespace Load.Clients;

/// <summary>SignalR's JSON protocol, as far as a subscriber of chains needs it: messages end with the record separator.</summary>
static class StreamRequest
{
    public const byte Separator = 0x1e;

    public static readonly byte[] Handshake = Message("""{"protocol":"json","version":1}""");

    public static readonly byte[] Ping = Message("""{"type":6}""");

    /// <summary>An invocation of <c>StreamChain</c>; the chain is <c>NIFTY</c> for the nearest expiry, or <c>NIFTY:2025-11-25</c>.</summary>
    public static byte[] Of(int id, string chain, double hz, int window)
    {
        var (underlying, expiry) = chain.Split(':') is [var name, var date] ? (name, $"\"{date}\"") : (chain, "null");
        return Message(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"type":4,"invocationId":"{{id}}","target":"StreamChain","arguments":["{{underlying}}",{{expiry}},{"max_hz":{{hz}},"window":{{window}}}]}"""));
    }

    static byte[] Message(string json) => [.. Encoding.UTF8.GetBytes(json), Separator];
}
