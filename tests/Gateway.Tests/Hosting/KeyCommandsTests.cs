using Gateway.Hosting;
using Gateway.Tests.Support;
using Grains.Storage;
using Microsoft.Extensions.Configuration;
using Silo;

namespace Gateway.Tests.Hosting;

public sealed class KeyCommandsTests : IDisposable
{
    readonly TempFolder temp = new();

    public void Dispose() => temp.Dispose();

    async Task<string> Run(params string[] command)
    {
        using var output = new StringWriter();
        Assert.Equal(0, await KeyCommands.Run(command, new TickerSettings { DataFolder = temp.File("data") }, output));
        return output.ToString();
    }

    static string Id(string created) => created.Split(' ')[1];

    [Fact]
    public async Task A_key_is_made_shown_once_listed_and_revoked()
    {
        var created = await Run("create", "desk", "--scopes", "read, trade");
        var secret = created.Trim().Split('\n')[^1];
        Assert.StartsWith("tk_", secret, StringComparison.Ordinal);
        Assert.Contains($"{Id(created)}\tdesk\tread,trade\tactive", await Run("list"), StringComparison.Ordinal);
        Assert.DoesNotContain(secret, await Run("list"), StringComparison.Ordinal);
        await Run("revoke", Id(created));
        Assert.Contains("revoked 20", await Run("list"), StringComparison.Ordinal);
        var again = await Assert.ThrowsAsync<StartupException>(() => Run("revoke", Id(created)));
        Assert.Contains("keys list", again.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_scopes_a_key_may_read() => Assert.Contains("\tread\t", (await Run("create", "eyes")) + await Run("list"), StringComparison.Ordinal);

    public static TheoryData<string[]> Wrong => [["nonsense"], [], ["create"], ["create", "x", "--scope", "read"], ["create", "x", "--scopes", "write"], ["create", "a:b"], ["create", ""], ["revoke", "k_none"]];

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task What_is_wrong_is_said_in_a_sentence_and_without_a_stack(string[] command)
    {
        var e = await Assert.ThrowsAnyAsync<Exception>(() => Run(command));
        Assert.NotNull(StartupFailure.Explain(e));
    }

    [Fact]
    public async Task Without_a_key_only_a_simulator_on_loopback_starts()
    {
        using var folder = DataFolder.Take(temp.File("data"));
        var local = Configuration("http://127.0.0.1:0");
        var open = Configuration("http://0.0.0.0:0");
        var simulated = new TickerSettings { DataFolder = folder.Path };
        var live = new TickerSettings { DataFolder = folder.Path, Accounts = [new() { Broker = "kite" }] };
        Assert.True(await GatewayApp.AllowsKeyless(local, simulated));
        foreach (var (configuration, settings) in new[] { (open, simulated), (local, live), (open, live) })
        {
            var e = await Assert.ThrowsAsync<StartupException>(() => GatewayApp.AllowsKeyless(configuration, settings));
            Assert.Contains("keys create", e.Message, StringComparison.Ordinal);
        }

        var created = await Run("create", "desk");
        Assert.False(await GatewayApp.AllowsKeyless(open, simulated));
        Assert.True(await GatewayApp.AllowsKeyless(local, simulated));
        await Run("revoke", Id(created));
        await Assert.ThrowsAsync<StartupException>(() => GatewayApp.AllowsKeyless(open, simulated));
    }

    static IConfiguration Configuration(string urls) => new ConfigurationBuilder().AddInMemoryCollection([new("urls", urls)]).Build();
}
