using System.Text.Json;

namespace EndToEnd.Support;

/// <summary>A client in JavaScript, run by node; it reports in JSON, a line a fact.</summary>
sealed class NodeScript : IAsyncDisposable
{
    readonly ChildProcess process;

    NodeScript(ChildProcess process) => this.process = process;

    public string Transcript => process.Transcript;

    /// <summary>Every fact so far.</summary>
    public IReadOnlyList<JsonElement> Facts => [.. process.Output.Where(l => l.StartsWith('{')).Select(l => JsonElement.Parse(l))];

    public static NodeScript Start(string script, object arguments) => new(ChildProcess.Start(
        script, "node", [Path.Combine(Repository.Client, script), JsonSerializer.Serialize(arguments)], Repository.Client, []));

    /// <summary>A line to the script's standard input.</summary>
    public Task Say(string line) => process.Say(line);

    /// <summary>Runs a script to its end and returns what it reported; it must end well.</summary>
    public static Task<IReadOnlyList<JsonElement>> Run(string script, object arguments, TimeSpan limit) => Run(Start(script, arguments), script, limit);

    /// <summary>The same with a script of the broker's own client.</summary>
    public static Task<IReadOnlyList<JsonElement>> RunOfficial(string script, object arguments, TimeSpan limit) => Run(
        new(ChildProcess.Start(script, "node", [Path.Combine(Repository.OfficialClient, script), JsonSerializer.Serialize(arguments)], Repository.OfficialClient, [])),
        script, limit);

    static async Task<IReadOnlyList<JsonElement>> Run(NodeScript started, string script, TimeSpan limit)
    {
        await using var node = started;
        var code = await node.process.Exit(limit);
        Assert.True(code == 0, $"{script} ended with {code}. {node.Transcript}");
        return node.Facts;
    }

    /// <summary>Waits until the facts fit.</summary>
    public Task<IReadOnlyList<JsonElement>> Until(string expected, Func<IReadOnlyList<JsonElement>, bool> fits, TimeSpan? limit = null) =>
        Eventually.Becomes(process.Name, expected, () => process.HasExited ? throw new InvalidOperationException($"{process.Name} ended. {Transcript}") : Facts, fits, limit);

    public ValueTask DisposeAsync() => process.DisposeAsync();
}
