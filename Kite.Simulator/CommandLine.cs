using System.Globalization;
using Kite.Simulator.Control;
using Kite.Simulator.Rest;

namespace Kite.Simulator;

/// <summary>Options of the program, from its arguments.</summary>
internal static class CommandLine
{
    public const string Help =
        $"""
        An exchange and broker that speaks Kite Connect v3 over real sockets, for development and tests.

        dotnet run --project Kite.Simulator -- [options]
          --urls ADDRESSES     where to listen, separated by semicolons        (default http://127.0.0.1:5080)
          --seed N             the same seed gives the same market              (default 1)
          --data FOLDER        where clock, prices, orders and sessions survive (default: memory only)
          --start TIME         "2025-11-25 14:00:00", Indian time               (default 2025-11-21 12:22:30)
          --speed X            simulated seconds per second, 0 to 3600          (default 1)
          --instruments N      option contracts, 200 to 36000, with their six indices, futures and three shares
                               (default: the 904 instruments of NIFTY and BANKNIFTY)
          --rate X             up to 100: scale of the natural tick rate; above: packets a second over all instruments,
                               up to 2000000, for example 200000                (default 1)
          --accounts N         broker accounts, 1 to 100                        (default 1)
          --redirect ADDRESS   where the log-in page redirects                  (default http://127.0.0.1:5000/callback/kite)
          --postback ADDRESS   where what became of orders is posted            (default: nowhere)
          --order-addresses L  the only addresses that may place orders, separated by commas (default: all)
          --authorise-sales    shares must be authorised at the depository before they are sold
          --stamp              for measuring: the quantity of each packet's best ask is the time at which it was made,
                               Unix milliseconds modulo 2^30
          --no-limits          without the broker's request limits
          --help               this text

        {ControlServer.Help}

        """;

    const double LargestScale = 100;

    /// <summary>The options, or the sentence that says what is wrong.</summary>
    public static (SimulatorOptions? Options, string? Problem) Parse(string[] arguments)
    {
        var options = new SimulatorOptions { Urls = ["http://127.0.0.1:5080"] };
        for (var i = 0; i < arguments.Length; i++)
        {
            var name = arguments[i];
            if (name == "--no-limits")
            {
                options = options with { Limits = null };
                continue;
            }

            if (name == "--stamp")
            {
                options = options with { Stamps = true };
                continue;
            }

            if (name == "--authorise-sales")
            {
                options = options with { SalesNeedAuthorisation = true };
                continue;
            }

            if (!s_readers.TryGetValue(name, out var reader))
                return (null, $"The option {name} is not known; --help lists them.");
            if (i + 1 == arguments.Length)
                return (null, $"The option {name} needs a value.");
            var value = arguments[++i];
            if (reader(options, value) is not { } read)
                return (null, $"The value {value} of {name} cannot be read; --help shows the form.");
            options = read;
        }

        return options.Problem() is { } problem ? (null, problem) : (options, null);
    }

    static readonly Dictionary<string, Func<SimulatorOptions, string, SimulatorOptions?>> s_readers = new()
    {
        ["--urls"] = static (o, v) => o with { Urls = v.Split(';', StringSplitOptions.RemoveEmptyEntries) },
        ["--seed"] = static (o, v) => Integer(v) is { } n ? o with { Seed = n } : null,
        ["--data"] = static (o, v) => o with { DataFolder = Path.GetFullPath(v) },
        ["--start"] = static (o, v) => Ist.TryParse(v, out var time) ? o with { Start = time } : null,
        ["--speed"] = static (o, v) => Number(v) is { } n ? o with { Speed = n } : null,
        ["--rate"] = static (o, v) => Number(v) switch
        {
            > LargestScale and <= int.MaxValue and var n => o with { TicksPerSecond = (int)n },
            { } n => o with { Rate = n },
            null => null,
        },
        ["--instruments"] = static (o, v) => Integer(v) is { } n ? o with { OptionContracts = n } : null,
        ["--postback"] = static (o, v) => Uri.TryCreate(v, UriKind.Absolute, out var uri) ? o with { PostbackUrl = uri } : null,
        ["--order-addresses"] = static (o, v) => o with { OrderAddresses = v.Split(',', StringSplitOptions.RemoveEmptyEntries) },
        ["--accounts"] = static (o, v) => Integer(v) is { } n ? o with { Accounts = n } : null,
        ["--redirect"] = static (o, v) => Uri.TryCreate(v, UriKind.Absolute, out var uri) ? o with { RedirectUrl = uri } : null,
    };

    static int? Integer(string text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) ? n : null;

    static double? Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var n) ? n : null;
}
