using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace EndToEnd.Support;

/// <summary>An account of the simulator: everything about it follows from its number.</summary>
sealed record SimulatorLogin(string UserId, string ApiKey, string ApiSecret);

/// <summary>The broker as a process of its own, which outlives the service under test.</summary>
sealed partial class SimulatorProcess : IAsyncDisposable
{
    readonly ChildProcess process;
    readonly ServiceClient control;

    SimulatorProcess(ChildProcess process, Uri rest, Uri ticker, IReadOnlyList<SimulatorLogin> accounts)
    {
        (this.process, Rest, Ticker, Accounts) = (process, rest, ticker, accounts);
        control = new(rest);
    }

    public Uri Rest { get; }

    public Uri Ticker { get; }

    public IReadOnlyList<SimulatorLogin> Accounts { get; }

    public static async Task<SimulatorProcess> Start(params string[] arguments)
    {
        var process = ChildProcess.Start(
            "the simulator", "dotnet", [Repository.Program("Kite.Simulator"), "--urls", "http://127.0.0.1:0", .. arguments], Repository.Root, []);
        try
        {
            await process.Line("the clock", l => l.StartsWith("Clock", StringComparison.Ordinal));
            var accounts = process.Output.Select(l => AccountLine().Match(l)).Where(m => m.Success)
                .Select(m => new SimulatorLogin(m.Groups[1].Value, m.Groups[2].Value, m.Groups[3].Value)).ToList();
            return new(process, Address(process, "REST"), Address(process, "Ticker"), accounts);
        }
        catch (Exception)
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public ChildProcess Process => process;

    /// <summary>What the service needs to trade with one of the accounts.</summary>
    public IEnumerable<KeyValuePair<string, string>> Settings(int account = 0) => Settings(Accounts[account], 0, "sim");

    /// <summary>What the service needs to use all of them: <c>sim0</c>, <c>sim1</c> and so on.</summary>
    public IEnumerable<KeyValuePair<string, string>> AllSettings() => Accounts.SelectMany((login, at) => Settings(login, at, $"sim{at}"));

    Dictionary<string, string> Settings(SimulatorLogin login, int at, string id) => new()
    {
        [$"Ticker__Accounts__{at}__Id"] = id,
        [$"Ticker__Accounts__{at}__Broker"] = "simulator",
        [$"Ticker__Accounts__{at}__ApiKey"] = login.ApiKey,
        [$"Ticker__Accounts__{at}__ApiSecret"] = login.ApiSecret,
        [$"Ticker__Accounts__{at}__UserId"] = login.UserId,
        [$"Ticker__Accounts__{at}__Rest"] = Rest.ToString(),
        [$"Ticker__Accounts__{at}__Login"] = new Uri(Rest, "connect/login").ToString(),
        [$"Ticker__Accounts__{at}__Ticker"] = Ticker.ToString(),
    };

    public async Task<JsonElement> State() => (await control.Get("/control/state")).Json;

    /// <summary>What the operator's side answers.</summary>
    public async Task<JsonElement> Read(string path)
    {
        var answer = await control.Get(path);
        return answer.Status == 200 ? answer.Json : throw new InvalidOperationException($"{path} answered {answer}");
    }

    /// <summary>An order to the simulator's operator side, for example <c>sockets/garbage</c>.</summary>
    public async Task<JsonElement> Control(string path)
    {
        var answer = await control.Send(HttpMethod.Post, "/control/" + path, null);
        return answer.Status == 200 ? answer.Json : throw new InvalidOperationException($"control/{path} answered {answer}");
    }

    public Task<JsonElement> AdvanceTo(DateTime indianTime) =>
        Control("clock/advance?to=" + Uri.EscapeDataString(indianTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)));

    public async ValueTask DisposeAsync()
    {
        control.Dispose();
        await process.DisposeAsync();
    }

    static Uri Address(ChildProcess process, string name) =>
        new(process.Output.First(l => l.StartsWith(name, StringComparison.Ordinal))[name.Length..].Trim());

    [GeneratedRegex(@"^Account\s+(\S+)\s+key (\S+)\s+secret (\S+)$")]
    private static partial Regex AccountLine();
}
