using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Grains.Interfaces.Orders;

namespace Grains.Orders;

/// <summary>
/// What follows from (owner, idempotency key) alone. Tag and id are 20 characters of base 32, 100 bits of a SHA-256: among 10^9 orders the
/// chance that any two share one is below 10^-12. Base 32 because nothing says that the broker keeps the case of a tag.
/// </summary>
static class OrderIdentity
{
    const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    const int Width = 20;

    /// <summary>1–64 of letters, digits, <c>.</c>, <c>_</c> and <c>-</c>.</summary>
    public static bool IsKey(string key) =>
        key.Length is >= 1 and <= 64 && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    /// <summary>Owner and idempotency key of a grain key's body.</summary>
    public static (string Owner, string Key) Split(string body) =>
        body.IndexOf(':', StringComparison.Ordinal) is var colon and > 0 ? (body[..colon], body[(colon + 1)..]) : ("", body);

    public static string Id(string owner, string key) => "o" + Base32("id", owner, key).ToLowerInvariant();

    /// <summary>Of one broker order of this identity; slices are counted from 0.</summary>
    public static string Tag(string owner, string key, int slice = 0) =>
        Base32("tag", owner, key, slice.ToString(CultureInfo.InvariantCulture));

    /// <summary>The request as it is stored and sent: what may be left out is filled in.</summary>
    public static OrderRequest Normalise(OrderRequest request) => request.OrderType is "MARKET" or "SL-M"
        ? request with { MarketProtection = request.MarketProtection ?? -1 }
        : request;

    /// <summary>Equal for requests that ask for the same; who asked does not count, nor do a price's trailing zeros.</summary>
    public static string PayloadHash(OrderRequest request)
    {
        List<string> parts =
        [
            request.Account, request.Exchange, request.Tradingsymbol, request.TransactionType, request.OrderType, request.Product,
            Whole(request.Quantity), Plain(request.Price), request.Validity, Plain(request.MarketProtection), request.ResendIfAbsent ? "resend" : "",
        ];
        // What an earlier version did not know goes in only where it is used: an order that it stored is still the same order.
        Add("variety", request.Variety == "regular" ? "" : request.Variety);
        Add("trigger_price", Plain(request.TriggerPrice));
        Add("validity_ttl", Whole(request.ValidityTtl));
        Add("disclosed_quantity", Whole(request.DisclosedQuantity));
        Add("iceberg_legs", Whole(request.IcebergLegs));
        Add("iceberg_quantity", Whole(request.IcebergQuantity));
        Add("autoslice", request.Autoslice ? "true" : "");
        Add("deadline_ms", Whole(request.DeadlineMs));
        Add("pool", request.Pool ?? "");
        return Convert.ToHexStringLower(Digest([.. parts]));

        void Add(string name, string value)
        {
            if (value.Length > 0)
                parts.Add($"{name}={value}");
        }
    }

    /// <summary>Equal for changes that ask for the same.</summary>
    public static string ChangeHash(OrderModification? change) => Convert.ToHexStringLower(Digest(change is null ? ["cancel"] :
    [
        "modify", Whole(change.Quantity), Plain(change.Price), Plain(change.TriggerPrice), change.OrderType ?? "", change.Validity ?? "",
        Whole(change.ValidityTtl), Whole(change.DisclosedQuantity), Plain(change.MarketProtection),
    ]));

    /// <summary>The key of a slice's own row; no client can ask for it, because of the tilde.</summary>
    public static string SliceKey(string key, int slice) => string.Create(CultureInfo.InvariantCulture, $"{key}~{slice}");

    /// <summary>Of a slice's key: the key of the order that it belongs to. Null for an order of its own.</summary>
    public static string? ParentKey(string key) => key.IndexOf('~', StringComparison.Ordinal) is var at and > 0 ? key[..at] : null;

    static string Whole(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    static string Plain(decimal? amount) => amount?.ToString("0.############################", CultureInfo.InvariantCulture) ?? "";

    internal static string Base32(params ReadOnlySpan<string> parts)
    {
        var digest = Digest(parts);
        return string.Create(Width, digest, static (text, bytes) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                var bit = i * 5;
                var two = (bytes[bit / 8] << 8) | bytes[(bit / 8) + 1];
                text[i] = Alphabet[(two >> (11 - (bit % 8))) & 31];
            }
        });
    }

    /// <summary>Lengths go in too, so that no two lists of parts read the same.</summary>
    internal static byte[] Digest(params ReadOnlySpan<string> parts)
    {
        var text = new StringBuilder();
        foreach (var part in parts)
            text.Append(CultureInfo.InvariantCulture, $"{part.Length}:{part}\n");
        return SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
    }
}
