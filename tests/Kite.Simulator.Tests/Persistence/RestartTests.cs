using Kite.Simulator.Persistence;
using Kite.Simulator.Tests.Support;

namespace Kite.Simulator.Tests.Persistence;

public sealed class RestartTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("kite-simulator-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    SimulatorOptions Options => Sim.Options with { DataFolder = _folder };

    [Fact]
    public async Task After_a_kill_accepted_orders_trades_positions_and_sessions_are_there()
    {
        var sim = await Sim.StartAsync(Options);
        var trader = await sim.LoginAsync();
        var filled = await trader.PlacedAsync(sim.Option(), ("tag", "filled1"));
        sim.TurnOrders();
        var accepted = await trader.PlacedAsync(sim.Option(), ("tag", "accepted1"), ("price", "1"));
        await sim.Host.KillAsync();

        await using var again = await Sim.StartAsync(Options);
        using var same = new Trader(again, trader.Account) { AccessToken = trader.AccessToken };
        var orders = (await same.GetAsync("/orders")).Data.AsArray();
        Assert.Equal(
            [(filled, "COMPLETE", "filled1"), (accepted, "PUT ORDER REQ RECEIVED", "accepted1")],
            orders.Select(static o => (o!["order_id"]!.GetValue<string>(), o["status"]!.GetValue<string>(), o["tag"]!.GetValue<string>())));
        Assert.Single((await same.GetAsync("/trades")).Data.AsArray());
        Assert.Equal(75, (await same.GetAsync("/portfolio/positions")).Data["net"]![0]!["quantity"]!.GetValue<int>());
        again.TurnOrders();
        Assert.Equal("OPEN", (await same.OrderAsync(accepted))["status"]!.GetValue<string>());
        Assert.True(string.CompareOrdinal(await same.PlacedAsync(again.Option()), accepted) > 0);
    }

    [Fact]
    public async Task The_clock_and_the_levels_go_on_from_where_they_stopped()
    {
        var sim = await Sim.StartAsync(Options);
        sim.Turn(200);
        var (now, spot) = (sim.Host.Clock.Now, sim.Host.World.Market.Underlyings[0].Index.Last);
        await sim.DisposeAsync();
        Assert.Equal(new(2025, 11, 21, 12, 23, 20, new(5, 30, 0)), now);

        await using var again = await Sim.StartAsync(Options);
        Assert.Equal((now, spot), (again.Host.Clock.Now, again.Host.World.Market.Underlyings[0].Index.Last));
        again.Turn();
        Assert.Equal(now.AddMilliseconds(250), again.Host.Clock.Now);
    }

    [Fact]
    public async Task After_a_kill_the_clock_never_goes_behind_what_was_answered()
    {
        var sim = await Sim.StartAsync(Options);
        var trader = await sim.LoginAsync();
        sim.Turn(7);
        sim.Turn(4);
        await trader.PlacedAsync(sim.Option());
        var now = sim.Host.Clock.Now;
        await sim.Host.KillAsync();
        await using var again = await Sim.StartAsync(Options);
        Assert.Equal(now, again.Host.Clock.Now);
    }

    [Fact]
    public async Task The_wiped_book_stays_wiped_and_carried_positions_stay_carried()
    {
        var sim = await Sim.StartAsync(Options);
        var trader = await sim.LoginAsync();
        await trader.PlacedAsync(sim.Option());
        sim.TurnOrders();
        await sim.PostControlAsync("clock/advance?to=2025-11-24 09:15:00");
        await sim.Host.KillAsync();
        await using var again = await Sim.StartAsync(Options);
        Assert.Equal(new DateOnly(2025, 11, 24), again.Host.World.Market.Today);
        trader = await again.LoginAsync();
        Assert.Empty((await trader.GetAsync("/orders")).Data.AsArray());
        Assert.Equal(75, (await trader.GetAsync("/portfolio/positions")).Data["net"]![0]!["overnight_quantity"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_record_that_was_being_written_when_the_process_died_is_cut_off()
    {
        var sim = await Sim.StartAsync(Options);
        var trader = await sim.LoginAsync();
        var kept = await trader.PlacedAsync(sim.Option(), ("tag", "kept"));
        var path = Path.Combine(_folder, Journal.FileName);
        await sim.Host.KillAsync();
        var good = new FileInfo(path).Length;
        await File.AppendAllBytesAsync(path, [40, 0, 0, 0, 1, 2, 3, 4, 5]);
        sim = await Sim.StartAsync(Options);
        Assert.Equal(good, new FileInfo(path).Length);
        await sim.Host.KillAsync();
        // A damaged record ends the journal, too.
        await File.AppendAllBytesAsync(path, [2, 0, 0, 0, 1, 2, 3, 4, (byte)'{', (byte)'}']);
        await using var again = await Sim.StartAsync(Options);
        using var same = new Trader(again, trader.Account) { AccessToken = trader.AccessToken };
        Assert.Equal("kept", (await same.OrderAsync(kept))["tag"]!.GetValue<string>());
    }

    [Fact]
    public async Task Damage_before_good_records_is_refused_and_the_file_left_as_it_is()
    {
        var sim = await Sim.StartAsync(Options);
        var trader = await sim.LoginAsync();
        for (var i = 0; i < 3; i++)
            await trader.PlacedAsync(sim.Option());
        await sim.Host.KillAsync();
        var path = Path.Combine(_folder, Journal.FileName);
        var bytes = await File.ReadAllBytesAsync(path);
        bytes[bytes.Length / 2] ^= 0x40;
        await File.WriteAllBytesAsync(path, bytes);
        var refusal = await Assert.ThrowsAsync<SimulatorException>(() => Sim.StartAsync(Options));
        Assert.Contains(path, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(path));
    }

    [Fact]
    public async Task Damaged_prices_begin_again_and_orders_stay()
    {
        var sim = await Sim.StartAsync(Options);
        var trader = await sim.LoginAsync();
        await trader.PlacedAsync(sim.Option());
        sim.Turn(20);
        await sim.DisposeAsync();
        await File.WriteAllBytesAsync(Path.Combine(_folder, StateFile.FileName), [1, 2, 3, 4, 5, 6]);
        await using var again = await Sim.StartAsync(Options);
        using var same = new Trader(again, trader.Account) { AccessToken = trader.AccessToken };
        Assert.Single((await same.GetAsync("/orders")).Data.AsArray());
    }

    [Fact]
    public async Task A_second_simulator_on_the_same_folder_refuses_to_start()
    {
        await using var sim = await Sim.StartAsync(Options);
        var refused = await Assert.ThrowsAsync<SimulatorException>(() => Sim.StartAsync(Options));
        Assert.Contains("close the other simulator", refused.Message, StringComparison.Ordinal);
    }
}
