using Kite.Simulator.Tests.Support;

namespace Kite.Simulator.Tests;

public sealed class HostTests
{
    [Fact]
    public async Task With_the_real_clock_the_market_moves_by_itself()
    {
        await using var host = await SimulatorHost.StartAsync(new() { Speed = 100 }, TimeProvider.System);
        var start = host.Clock.Now;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (host.Clock.Now < start.AddSeconds(10))
            Assert.True(await timer.WaitForNextTickAsync(patience.Token));
        Assert.Equal(100, host.Clock.Speed);
    }

    [Fact]
    public async Task The_clock_serves_as_a_time_provider()
    {
        await using var sim = await Sim.StartAsync();
        TimeProvider clock = sim.Host.Clock;
        Assert.Equal(sim.Host.Clock.Now, clock.GetLocalNow());
        Assert.Equal(sim.Time.GetTimestamp(), clock.GetTimestamp());
        Assert.Equal(TimeSpan.TicksPerSecond, clock.TimestampFrequency);
        var rung = new TaskCompletionSource();
        await using var timer = clock.CreateTimer(_ => rung.SetResult(), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        sim.Time.Advance(TimeSpan.FromSeconds(1));
        await rung.Task;
    }

    [Fact]
    public async Task A_taken_port_is_told_in_one_sentence()
    {
        await using var sim = await Sim.StartAsync();
        var refused = await Assert.ThrowsAsync<SimulatorException>(
            () => SimulatorHost.StartAsync(new() { Urls = [sim.Host.RestAddress.ToString()] }, TimeProvider.System));
        Assert.Contains("cannot listen", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_option_is_refused()
    {
        SimulatorOptions[] wrong =
        [
            new() { Speed = -1 }, new() { OptionContracts = 199 }, new() { TicksPerSecond = 0 }, new() { PostbackUrl = new("ftp://example.com") }, new() { Rate = 101 }, new() { Accounts = 0 }, new() { Urls = [] }, new() { Funds = -1 },
            new() { Start = DateTimeOffset.UnixEpoch }, new() { RedirectUrl = new("/relative", UriKind.Relative) },
        ];
        foreach (var options in wrong)
            await Assert.ThrowsAsync<SimulatorException>(() => SimulatorHost.StartAsync(options, TimeProvider.System));
    }

    [Theory]
    [InlineData("--nothing", "is not known")]
    [InlineData("--seed", "needs a value")]
    [InlineData("--seed x", "cannot be read")]
    [InlineData("--speed fast", "cannot be read")]
    [InlineData("--start yesterday", "cannot be read")]
    [InlineData("--redirect /", "RedirectUrl")]
    [InlineData("--speed 99999", "between 0 and 3600")]
    public void A_bad_argument_gets_one_sentence(string line, string part)
    {
        var (options, problem) = CommandLine.Parse(line.Split(' '));
        Assert.Null(options);
        Assert.Contains(part, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Arguments_become_options()
    {
        string[] line =
        [
            "--urls", "http://127.0.0.1:1;http://127.0.0.1:2", "--seed", "5", "--data", "/tmp/x", "--start", "2025-11-25 14:00:00", "--speed", "2.5",
            "--rate", "0.5", "--accounts", "3", "--no-limits", "--redirect", "http://127.0.0.1:9/back",
            "--instruments", "27000", "--postback", "http://127.0.0.1:9/post", "--order-addresses", "192.0.2.1,192.0.2.2", "--authorise-sales",
        ];
        var (options, problem) = CommandLine.Parse(line);
        Assert.Null(problem);
        Assert.Equal(["http://127.0.0.1:1", "http://127.0.0.1:2"], options!.Urls);
        Assert.Equal((5, "/tmp/x", 2.5, 0.5, 3), (options.Seed, options.DataFolder, options.Speed, options.Rate, options.Accounts));
        Assert.Equal(new DateTimeOffset(2025, 11, 25, 14, 0, 0, new(5, 30, 0)), options.Start);
        Assert.Null(options.Limits);
        Assert.Equal((27_000, null, "/post", 2, true), (options.OptionContracts, options.TicksPerSecond, options.PostbackUrl!.AbsolutePath, options.OrderAddresses.Length, options.SalesNeedAuthorisation));
        // Above 100 the rate is a number of packets.
        Assert.Equal((200_000, 1), (CommandLine.Parse(["--rate", "200000"]).Options!.TicksPerSecond, CommandLine.Parse(["--rate", "200000"]).Options!.Rate));
        Assert.NotNull(CommandLine.Parse(["--rate", "2000001"]).Problem);
        Assert.Contains("/control/state", CommandLine.Help, StringComparison.Ordinal);
    }
}
