using System.Globalization;

namespace Kite.Simulator.Tests.Support;

/// <summary>A simulator that moves only when the test turns it, and clients for it.</summary>
internal sealed class Sim : IAsyncDisposable
{
    readonly List<IDisposable> _clients = [];

    Sim(SimulatorHost host, ManualTime time)
    {
        Host = host;
        Time = time;
        Control = new() { BaseAddress = host.RestAddress };
        _clients.Add(Control);
    }

    public SimulatorHost Host { get; }

    public ManualTime Time { get; }

    public HttpClient Control { get; }

    public static async Task<Sim> StartAsync(SimulatorOptions? options = null)
    {
        var time = new ManualTime();
        return new(await SimulatorHost.StartAsync(options ?? Options, time), time);
    }

    /// <summary>Without request limits: the manual clock would stay within one second.</summary>
    public static SimulatorOptions Options { get; } = new() { Limits = null };

    /// <summary>Moves real and simulated time on by a number of quarter seconds and turns the world after each.</summary>
    public void Turn(int times = 1)
    {
        for (var i = 0; i < times; i++)
        {
            Time.Advance(TimeSpan.FromMilliseconds(250));
            Host.World.Turn();
        }
    }

    /// <summary>Lets orders move on by a stage each without moving the market.</summary>
    public void TurnOrders(int times = 4)
    {
        for (var i = 0; i < times; i++)
            Host.World.Turn();
    }

    public async Task<Trader> LoginAsync(int account = 0)
    {
        var trader = new Trader(this, Host.Accounts[account]);
        _clients.Add(trader);
        await trader.LoginAsync();
        return trader;
    }

    public async Task<string> PostControlAsync(string path)
    {
        using var response = await Control.PostAsync(new Uri("/control/" + path, UriKind.Relative), content: null);
        return await response.Content.ReadAsStringAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(static c => c.Dispose());
        await Host.DisposeAsync();
    }

    /// <summary>The nearest NIFTY option at a number of strikes above the money.</summary>
    public Kite.Simulator.Market.Instrument Option(int strikesAway = 0, bool call = true, string underlying = "NIFTY")
    {
        lock (Host.World.Gate)
        {
            var u = Host.World.Market.Underlyings.Single(x => x.Facts.Name == underlying);
            var strike = ((int)Math.Round(u.Spot / u.Facts.StrikeStep) + strikesAway) * u.Facts.StrikeStep;
            return Host.World.Market.Instruments.First(i => i.Underlying == u && i.Strike == strike
                && i.Kind == (call ? Kite.Simulator.Market.InstrumentKind.Call : Kite.Simulator.Market.InstrumentKind.Put));
        }
    }

    public static string Text(decimal value) => value.ToString(CultureInfo.InvariantCulture);
}
