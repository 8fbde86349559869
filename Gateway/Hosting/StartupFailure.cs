using System.Text.RegularExpressions;
using Grains.Accounts;
using Grains.Secrets;
using Grains.Storage;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using Silo;

namespace Gateway.Hosting;

/// <summary>What goes wrong at start for reasons that a person can mend, as one sentence.</summary>
static partial class StartupFailure
{
    /// <summary>Null for a fault of our own: that one keeps its stack.</summary>
    public static string? Explain(Exception e) => e switch
    {
        StartupException => e.Message,
        DatabaseException or KeyFileException or AccountSetupException => e.Message,
        OptionsValidationException o => Settings(o.Failures),
        AggregateException { InnerExceptions: var inner } when inner.All(i => i is OptionsValidationException) => Settings(inner.Cast<OptionsValidationException>().SelectMany(i => i.Failures)),
        IOException { InnerException: AddressInUseException } => InUse(e.Message),
        AddressInUseException => InUse(e.Message),
        System.Net.Sockets.SocketException s => $"The address in ASPNETCORE_URLS cannot be listened on ({s.Message}): set it to an address of this machine.",
        IOException { InnerException: System.Net.Sockets.SocketException s } => $"The address in ASPNETCORE_URLS cannot be listened on ({s.Message}): set it to an address of this machine.",
        InvalidOperationException i when Unreadable().Match(i.Message) is { Success: true } setting =>
            $"The setting {setting.Groups[2].Value} is '{setting.Groups[1].Value}', which cannot be read: see docs/operations.md for what it takes.",
        ArgumentOutOfRangeException { ParamName: "port" } => "The port in ASPNETCORE_URLS must be between 0 and 65535.",
        _ => null,
    };

    static string InUse(string message) => $"The port is taken ({message.TrimEnd('.')}): stop the other program, or set ASPNETCORE_URLS to another address, for example http://127.0.0.1:8081.";

    /// <summary>What the settings' own rules say, without the validator's words about classes and members.</summary>
    static string Settings(IEnumerable<string> failures) =>
        string.Join(' ', failures.Select(f => Framed().Match(f) is { Success: true } framed ? framed.Groups[1].Value : f).Distinct()).ReplaceLineEndings(" ");

    [GeneratedRegex("with the error: '(.*)'\\.?$", RegexOptions.Singleline)]
    private static partial Regex Framed();

    [GeneratedRegex("^Failed to convert configuration value '(.*)' at '([^']+)'", RegexOptions.Singleline)]
    private static partial Regex Unreadable();
}
