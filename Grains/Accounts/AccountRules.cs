using System.Net;
using Grains.Interfaces.Accounts;

namespace Grains.Accounts;

/// <summary>What an account that is added must look like.</summary>
static class AccountRules
{
    public static AccountChange? Problem(NewAccount account) =>
        !IsId(account.Id) ? Invalid("id", $"id is '{account.Id}'; it must be 1 to 32 letters, digits, - or _.")
        : account.Broker is not ("kite" or "simulator") ? Invalid("broker", $"broker is '{account.Broker}'; it must be kite or simulator.")
        : CredentialsProblem(account.ApiKey, account.ApiSecret)
        ?? AddressProblem("rest", account.Rest, "https", account.Broker)
        ?? AddressProblem("login", account.Login, "https", account.Broker)
        ?? AddressProblem("ticker", account.Ticker, "wss", account.Broker)
        ?? (account.Broker == "simulator" && (account.Rest is null || account.Login is null || account.Ticker is null)
            ? Invalid("rest", "A simulator needs rest, login and ticker: set them to the addresses that it printed.")
            : account.LocalAddress is { } local && !IPAddress.TryParse(local, out _)
            ? Invalid("local_address", $"local_address is '{local}'; it must be an IP address of this machine.")
            : null);

    public static AccountChange? CredentialsProblem(string apiKey, string apiSecret) =>
        !IsCredential(apiKey) ? Invalid("api_key", "api_key must be 1 to 128 printable characters without spaces.")
        : !IsCredential(apiSecret) ? Invalid("api_secret", "api_secret must be 1 to 128 printable characters without spaces.")
        : null;

    static bool IsId(string id) => id.Length is > 0 and <= 32 && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    static bool IsCredential(string text) => text.Length is > 0 and <= 128 && text.All(c => c is > ' ' and < (char)127);

    /// <summary>Credentials and orders go to a real broker encrypted only; a simulator may be anywhere that this service is told.</summary>
    static AccountChange? AddressProblem(string field, string? value, string secure, string broker)
    {
        if (value is null)
            return null;
        var plain = secure == "https" ? "http" : "ws";
        return Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.UserInfo.Length == 0 && (uri.Scheme == secure || (broker == "simulator" && uri.Scheme == plain))
            ? null
            : Invalid(field, $"{field} is '{value}'; it must be an absolute {secure} address.");
    }

    static AccountChange Invalid(string field, string message) => new("invalid_" + field, message, field);
}
