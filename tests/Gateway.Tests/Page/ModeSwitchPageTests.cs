using System.Text.Json;
using EndToEnd.Support;
using Gateway.Tests.Support;
using Kite.Rest;
using Kite.Simulator;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Page;

/// <summary>
/// The page in a real browser while the market goes from simulated to live and back. The day is the test's: the service runs in this process, because a program of its
/// own takes the hour of the switch from the machine's clock. One simulator plays the real broker, the bundled one stands in outside the session.
/// </summary>
public sealed class ModeSwitchPageTests(ModeSwitchPageTests.Traded service) : IClassFixture<ModeSwitchPageTests.Traded>
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Simulated_prices_are_under_the_banner_live_ones_are_not_and_neither_is_seen_as_the_other()
    {
        var (_, key) = await service.CreateKey("desk", "admin");
        await LogIn(key);
        await using var page = NodeScript.Start("modes.mjs", new { url = service.Address, key });

        var simulated = await Until(page, 0, "a simulated chain", s => s is { Banner: not null, Simulated: true, IsTrue: true });
        Assert.StartsWith("SIMULATED MARKET", simulated.Screen.Banner, StringComparison.Ordinal);
        Assert.Equal(Traded.SimulatedExpiry, simulated.Screen.Expiry);
        await page.Say("open a ticket");
        var ticket = await Until(page, simulated.At, "an open ticket", s => s.Ticket);

        service.Day.Set(Traded.Morning.AddMinutes(80));
        var live = await Until(page, ticket.At, "a live chain", s => s is { Banner: null, Live: true, IsTrue: true, Expiry: Traded.LiveExpiry });
        // Its price is the other market's: whoever sends it now would send a real order.
        Assert.False(live.Screen.Ticket);

        service.Day.Set(Traded.Morning.AddHours(9));
        await Until(page, live.At, "a simulated chain again", s => s is { Banner: not null, Simulated: true, IsTrue: true, Expiry: Traded.SimulatedExpiry });

        Assert.Equal(2, Screens(page).Where(s => s.Rows).Select(s => s.Day).Distinct().Count());
        Assert.All(Screens(page), s => Assert.False(s.Banner is null && (s.Simulated || (s.Rows && s.Day == simulated.Screen.Day)), $"Simulated prices pass for live ones: {s}"));
        Assert.All(Screens(page), s => Assert.False(s.Banner is not null && (s.Live || (s.Rows && s.Day == live.Screen.Day)), $"Live prices are called simulated: {s}"));
        Assert.DoesNotContain(page.Facts, f => f.GetProperty("fact").GetString() == "fault");
    }

    static async Task<(int At, Screen Screen)> Until(NodeScript page, int from, string expected, Func<Screen, bool> fits)
    {
        await page.Until(expected, _ => Screens(page).Skip(from).Any(fits), Patience);
        var all = Screens(page);
        var at = from + all.Skip(from).TakeWhile(s => !fits(s)).Count();
        return (at, all[at]);
    }

    static List<Screen> Screens(NodeScript page) =>
        [.. page.Facts.Where(f => f.GetProperty("fact").GetString() == "screen").Select(f => f.Deserialize<Screen>(JsonSerializerOptions.Web)!)];

    /// <summary>A person's log-in at the broker, through the browser's redirects.</summary>
    async Task LogIn(string key)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/accounts/main/login");
        request.Headers.Authorization = new("Bearer", key);
        var login = (await service.Send(request)).IsOk(302);
        using var browser = KiteRestClient.CreateHttpClient();
        using var answer = await browser.GetAsync(new Uri(login.Headers["Location"]));
        (await service.Get("/callback/kite" + answer.Headers.Location!.Query)).IsOk(302);
    }

    /// <summary>
    /// What a person sees. <paramref name="Simulated"/> and <paramref name="Live"/>: quotes that say so are among the rows; those of a feed that is silent for a moment are stale,
    /// whose they are is told by <paramref name="Day"/>, that of the figures: the two exchanges are on different ones.
    /// </summary>
    sealed record Screen(string? Banner, string Connection, string? Notice, string Expiry, bool Ticket, bool Rows, bool Simulated, bool Live, string Day)
    {
        public bool IsTrue => Connection == "live" && Notice is null;
    }

    /// <summary>A service with an account of a real broker, simulated outside the session.</summary>
    public sealed class Traded : Support.Service
    {
        public const string SimulatedExpiry = "2025-11-25";
        public const string LiveExpiry = "2025-12-02";

        /// <summary>Half an hour before the margin of the session begins.</summary>
        public static readonly DateTimeOffset Morning = new(2025, 11, 26, 8, 0, 0, TimeSpan.FromMinutes(330));

        SimulatorHost? broker;

        internal DayClock Day { get; } = new(Morning);

        protected override bool Keyless => false;

        private protected override IEnumerable<string> Arguments(TempFolder folder) =>
        [
            "--Ticker:Modes:Simulate=off_hours", "--Ticker:Accounts:0:Id=main", "--Ticker:Accounts:0:Broker=kite", $"--Ticker:Accounts:0:UserId={broker!.UserId}",
            $"--Ticker:Accounts:0:ApiKey={broker.ApiKey}", $"--Ticker:Accounts:0:ApiSecret={broker.ApiSecret}", $"--Ticker:Accounts:0:Rest={broker.RestAddress}",
            $"--Ticker:Accounts:0:Login={broker.LoginAddress}", $"--Ticker:Accounts:0:Ticker={broker.TickerAddress}",
        ];

        private protected override void Replace(IServiceCollection services) => services.AddSingleton<TimeProvider>(Day);

        public override async Task InitializeAsync()
        {
            // The bundled one's day is before the expiry that this one no longer lists.
            broker = await SimulatorHost.StartAsync(new() { Seed = 2, Start = Morning.AddMinutes(80), Limits = null }, TimeProvider.System);
            await base.InitializeAsync();
        }

        public override async Task DisposeAsync()
        {
            await base.DisposeAsync();
            if (broker is not null)
                await broker.DisposeAsync();
        }
    }

    /// <summary>This machine's time, moved to another day.</summary>
    internal sealed class DayClock(DateTimeOffset start) : TimeProvider
    {
        long ahead = (start - System.GetUtcNow()).Ticks;

        public void Set(DateTimeOffset now) => Volatile.Write(ref ahead, (now - System.GetUtcNow()).Ticks);

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Volatile.Read(ref ahead));
    }
}
