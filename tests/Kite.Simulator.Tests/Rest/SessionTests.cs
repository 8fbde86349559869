using Kite.Simulator.Tests.Support;

namespace Kite.Simulator.Tests.Rest;

public sealed class SessionTests
{
    [Fact]
    public async Task The_login_page_redirects_with_a_request_token_and_the_given_parameters()
    {
        await using var sim = await Sim.StartAsync();
        sim.Host.RedirectUrl = new("http://127.0.0.1:1234/back?x=1");
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        var address = $"{sim.Host.LoginAddress}?v=3&api_key={sim.Host.ApiKey}&redirect_params={Uri.EscapeDataString("nonce=a b&more=2")}";
        using var response = await http.GetAsync(new Uri(address));
        var location = response.Headers.Location!;
        var query = System.Web.HttpUtility.ParseQueryString(location.Query);
        Assert.Equal(("127.0.0.1:1234", "/back"), (location.Authority, location.AbsolutePath));
        Assert.Equal(("1", "success", "a b", "2"), (query["x"], query["status"], query["nonce"], query["more"]));
        Assert.Equal(32, query["request_token"]!.Length);
    }

    [Fact]
    public async Task A_request_token_is_exchanged_once_and_only_with_the_right_checksum()
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        var token = await trader.RequestTokenAsync();
        var form = trader.Checked(token);
        var wrong = await trader.PostAsync("/session/token", form[0], form[1], ("checksum", new string('0', 64)));
        Assert.Equal((403, "TokenException"), (wrong.Status, wrong.ErrorType));
        Assert.Equal(403, (await trader.PostAsync("/session/token", form)).Status);
        form = trader.Checked(await trader.RequestTokenAsync());
        var good = await trader.PostAsync("/session/token", form);
        Assert.Equal("SIM001", good.Data["user_id"]!.GetValue<string>());
        Assert.Equal("2025-11-21 12:22:30", good.Data["login_time"]!.GetValue<string>());
        Assert.Equal(403, (await trader.PostAsync("/session/token", form)).Status);
    }

    [Fact]
    public async Task A_request_token_is_good_for_a_few_minutes_only()
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        var form = trader.Checked(await trader.RequestTokenAsync());
        sim.Time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(403, (await trader.PostAsync("/session/token", form)).Status);
    }

    [Fact]
    public async Task A_log_out_kills_the_token()
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        Assert.Equal("SIM001", (await trader.GetAsync("/user/profile")).Data["user_id"]!.GetValue<string>());
        var path = $"/session/token?api_key={trader.Account.ApiKey}&access_token={trader.AccessToken}";
        Assert.True((await trader.DeleteAsync(path)).Data.GetValue<bool>());
        Assert.Equal(403, (await trader.GetAsync("/user/profile")).Status);
        Assert.Equal(403, (await trader.DeleteAsync(path)).Status);
    }

    [Fact]
    public async Task Accounts_are_apart()
    {
        await using var sim = await Sim.StartAsync(Sim.Options with { Accounts = 2 });
        var (one, two) = (await sim.LoginAsync(), await sim.LoginAsync(1));
        await one.PlacedAsync(sim.Option());
        Assert.Single((await one.GetAsync("/orders")).Data.AsArray());
        Assert.Empty((await two.GetAsync("/orders")).Data.AsArray());
        two.AccessToken = one.AccessToken;
        Assert.Equal(403, (await two.GetAsync("/orders")).Status);
    }

    [Fact]
    public async Task Unknown_routes_and_methods_and_missing_fields_are_told_apart()
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        Assert.Equal(404, (await trader.GetAsync("/nowhere")).Status);
        Assert.Equal(405, (await trader.DeleteAsync("/trades")).Status);
        Assert.Equal((400, "InputException"), Kind(await trader.PostAsync("/session/token")));
        Assert.Equal((400, "InputException"), Kind(await trader.GetAsync("/connect/login?api_key=wrong")));
        Assert.Equal(404, (await trader.GetAsync("/user/margins/none")).Status);
    }

    [Fact]
    public async Task Margins_show_the_funds_and_what_positions_block()
    {
        await using var sim = await Sim.StartAsync(Sim.Options with { Funds = 1_000_000 });
        var trader = await sim.LoginAsync();
        Assert.Equal(1_000_000, (await trader.GetAsync("/user/margins/equity")).Data["net"]!.GetValue<double>());
        await trader.PlacedAsync(sim.Option());
        sim.TurnOrders();
        var equity = (await trader.GetAsync("/user/margins")).Data["equity"]!;
        Assert.True(equity["utilised"]!["option_premium"]!.GetValue<double>() > 0);
        Assert.True(equity["net"]!.GetValue<double>() < 1_000_000);
        Assert.Equal(0, (await trader.GetAsync("/user/margins/commodity")).Data["net"]!.GetValue<double>());
    }

    static (int, string) Kind(Answer answer) => (answer.Status, answer.ErrorType);
}
