using Gateway.Security;
using Silo;

namespace Gateway.Hosting;

/// <summary>The addresses that the service was told to listen on.</summary>
static class ListenAddress
{
    public const string Default = "http://127.0.0.1:8080";

    /// <exception cref="StartupException">One is not an address.</exception>
    public static IReadOnlyList<string> Read(IConfiguration configuration)
    {
        var text = configuration["urls"] is { Length: > 0 } urls ? urls : Default;
        var addresses = text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var address in addresses)
        {
            if (Host(address) is null)
                throw new StartupException($"ASPNETCORE_URLS names {address}, which is no address: write it as http://127.0.0.1:8080.");
        }

        return addresses;
    }

    /// <summary>Only loopback, every one of them.</summary>
    public static bool AreLoopback(IEnumerable<string> addresses) => addresses.All(a => Host(a) is { } host && AllowedSites.IsLoopback(host));

    /// <summary>The names a browser may use for them, beside loopback.</summary>
    public static IEnumerable<string> Hosts(IEnumerable<string> addresses) => addresses.Select(Host).OfType<string>().Where(h => h is not ("+" or "*" or "0.0.0.0" or "::"));

    static string? Host(string address)
    {
        try
        {
            var parsed = BindingAddress.Parse(address);
            return parsed.Scheme is "http" or "https" && parsed.Host.Length > 0 ? parsed.Host.Trim('[', ']') : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
