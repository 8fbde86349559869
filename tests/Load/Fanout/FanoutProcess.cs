using System.Globalization;
using System.Text.Json;
using Load.Support;

namespace Load.Fanout;

/// <summary>One of the two programs of this scenario: it takes commands, and answers those that are numbered.</summary>
sealed class FanoutProcess : IAsyncDisposable
{
    readonly ChildProcess process;
    int asked;

    FanoutProcess(ChildProcess process) => this.process = process;

    public ProcessSample Sample() => ProcessSample.Of(process.Id);

    /// <summary>The server with the collector and compiler settings of the service itself.</summary>
    public static async Task<(FanoutProcess Process, string Address)> Server(IEnumerable<string> settings)
    {
        var server = await Start("the server", "listening", settings.Prepend("fanout-server"), [new("DOTNET_gcConcurrent", "1"), new("DOTNET_TieredPGO", "0")]);
        return (server, server.process.Output.First(l => l.StartsWith("listening ", StringComparison.Ordinal))["listening ".Length..]);
    }

    public static Task<FanoutProcess> Clients(string address, string kind, int count, double hz) =>
        Start($"the {kind} clients", "started", ["fanout-clients", address, kind, count.ToString(CultureInfo.InvariantCulture), hz.ToString(CultureInfo.InvariantCulture)], []);

    public Task Say(string command) => process.Say(command);

    public async Task<T> Ask<T>(string command, TimeSpan? limit = null)
    {
        var line = $"{command} {++asked}";
        await process.Say(line);
        var answer = await process.Line(line, l => l.StartsWith(line + ' ', StringComparison.Ordinal), limit);
        return JsonSerializer.Deserialize<T>(answer[(line.Length + 1)..])!;
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();

    static async Task<FanoutProcess> Start(string name, string ready, IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string>> environment)
    {
        var process = ChildProcess.Start(name, "dotnet", arguments.Prepend(Path.Combine(AppContext.BaseDirectory, "Load.dll")), AppContext.BaseDirectory, environment);
        try
        {
            await process.Line(ready, l => l.StartsWith(ready, StringComparison.Ordinal), TimeSpan.FromSeconds(60));
            return new(process);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }
}
