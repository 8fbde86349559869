using EndToEnd.Support;

namespace EndToEnd.Load;

/// <summary>The load scenarios in their short form: small, and only what holds on any machine may fail them.</summary>
public sealed class ShortLoadTests(ITestOutputHelper output)
{
    static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData("full", "load.full.unexplained: 0 packets")]
    [InlineData("peak", "load.peak.unexplained: 0 packets")]
    [InlineData("fanout", "load.fanout.churn.left: 0 connections, streams and watchers")]
    [InlineData("soak", "load.soak.activations.growth: ")]
    [InlineData("restart", "load.restart.clients_back: 10 clients")]
    [InlineData("failover", "load.failover.shed: 0 instruments")]
    public async Task Nothing_is_lost_leaks_or_stays_away_under_a_small_load(string scenario, string expected)
    {
        await using var load = ChildProcess.Start("the load", "dotnet", [Repository.Program(Path.Combine("tests", "Load")), scenario, "--short"], Repository.Root, []);
        var code = await load.Exit(Limit);
        foreach (var line in load.Output)
            output.WriteLine(line);

        Assert.True(code == 0, load.Transcript);
        Assert.Contains(load.Output, line => line.StartsWith(expected, StringComparison.Ordinal));
    }
}
