using System.Security.Cryptography;
using System.Text;

namespace Kite;

/// <summary>The broker's SHA-256 checksums: lower-case hex over UTF-8 text joined without separators.</summary>
public static class KiteChecksum
{
    /// <summary>The checksum that exchanges a request token, or refreshes a refresh token.</summary>
    public static string Session(string apiKey, string token, string apiSecret) => Hex(apiKey, token, apiSecret);

    /// <summary>The checksum of a postback; <paramref name="orderTimestamp"/> exactly as in its payload.</summary>
    public static string Postback(string orderId, string orderTimestamp, string apiSecret) => Hex(orderId, orderTimestamp, apiSecret);

    /// <summary>
    /// Whether a postback's checksum is right, compared in constant time. It covers the order id and its time alone: status and
    /// quantities are not authenticated, so a valid postback is a reason to read the order, not a fact about it.
    /// </summary>
    public static bool IsPostbackValid(string orderId, string orderTimestamp, string apiSecret, string checksum) =>
        CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(Postback(orderId, orderTimestamp, apiSecret)), Encoding.UTF8.GetBytes(checksum));

    static string Hex(string first, string second, string third) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(first, second, third))));
}
