using Gateway.Tests.Support;
using Silo;

namespace Gateway.Tests.Hosting;

public class TickerHostTests
{
    [Fact]
    public async Task A_simulator_that_cannot_start_says_why_in_a_sentence()
    {
        using var temp = new TempFolder();
        using var folder = DataFolder.Take(temp.File("data"));
        var settings = new TickerSettings { DataFolder = folder.Path, Simulator = new() { Start = new(2030, 1, 1, 10, 0, 0, new(5, 30, 0)) } };
        var e = await Assert.ThrowsAsync<StartupException>(() => TickerHost.StartBundledSimulator(settings, folder, TimeProvider.System));
        Assert.Contains("Start must be in 2025 or 2026", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_accounts_there_is_no_bundled_simulator()
    {
        using var temp = new TempFolder();
        using var folder = DataFolder.Take(temp.File("data"));
        Assert.Null(await TickerHost.StartBundledSimulator(new() { DataFolder = folder.Path, Accounts = [new()] }, folder, TimeProvider.System));
    }
}
