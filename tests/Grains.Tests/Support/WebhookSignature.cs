using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Grains.Tests.Support;

/// <summary>What a receiver of webhooks works out, from docs/protocol.md alone.</summary>
static class WebhookSignature
{
    /// <summary>The <c>Ticker-Signature</c> that the request must have, of the second that it names.</summary>
    public static string Of(RawRequest request, string secret)
    {
        var stamp = request.Header("Ticker-Signature")!.Split(',')[0]["t=".Length..];
        Assert.True(long.Parse(stamp, CultureInfo.InvariantCulture) > 0);
        return $"t={stamp},v1=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{stamp}.{request.Body}")));
    }
}
