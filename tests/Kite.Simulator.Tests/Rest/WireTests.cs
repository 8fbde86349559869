using System.Net;
using System.Text;
using Kite.Simulator.Tests.Support;

namespace Kite.Simulator.Tests.Rest;

/// <summary>What the official clients of other languages put on the wire, where it differs from ours.</summary>
public sealed class WireTests
{
    static async Task<(int Status, string Body)> SendAsync(Sim sim, string method, string path, string body, params (string Name, string Value)[] headers)
    {
        using var socket = new System.Net.Sockets.TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, sim.Host.RestAddress.Port);
        var text = new StringBuilder($"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n");
        foreach (var (name, value) in headers)
            text.Append($"{name}: {value}\r\n");
        if (body.Length > 0)
            text.Append($"Content-Length: {body.Length}\r\n");
        text.Append("\r\n").Append(body);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()));
        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return (int.Parse(answer.AsSpan(9, 3), System.Globalization.CultureInfo.InvariantCulture), answer);
    }

    static (string, string) Token(Trader trader) => ("Authorization", $"token {trader.Account.ApiKey}:{trader.AccessToken}");

    [Theory]
    // js sends a content type without a body, and a plus for each space.
    [InlineData("GET", "/quote?i=NSE%3ANIFTY+50&i=NFO%3ANIFTY25NOVFUT", "", "application/x-www-form-urlencoded", "256265")]
    // py writes booleans of its own, and leaves None out.
    [InlineData("POST", "/margins/basket?consider_positions=True", "[]", "application/json", "\"final\"")]
    // java names a character set.
    [InlineData("POST", "/charges/orders", "[]", "application/json; charset=utf-8", "\"data\":[]")]
    // js repeats what is in the path.
    [InlineData("DELETE", "/orders/regular/1?variety=regular&order_id=1", "", "application/x-www-form-urlencoded", "OrderException")]
    [InlineData("PUT", "/gtt/triggers/1", "trigger_id=1&type=single&condition=%7B%7D&orders=%5B%5D", "application/x-www-form-urlencoded", "InputException")]
    [InlineData("GET", "/instruments/trigger_range/buy?i=NFO:NIFTY25NOVFUT", "", "", "\"lower\"")]
    [InlineData("GET", "/instruments/trigger_range/hold?i=NFO:NIFTY25NOVFUT", "", "", "InputException")]
    // go asks for what no document names.
    [InlineData("GET", "/user/profile/full", "", "", "twofa_type")]
    [InlineData("GET", "/mf/allotments", "", "", "\"data\":[]")]
    [InlineData("GET", "/instruments/historical/256265/day?from=2025-11-20+09%3A15%3A00&to=2025-11-21+15%3A30%3A00&continuous=0&oi=0", "", "", "+0530")]
    public async Task It_is_answered(string method, string path, string body, string contentType, string part)
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        (string, string)[] headers = [Token(trader), ("X-Kite-Version", "3"), ("User-Agent", "Kiteconnect-python/5.2.0"), .. contentType.Length > 0 ? new[] { ("Content-Type", contentType) } : []];
        var (_, answer) = await SendAsync(sim, method, path, body, headers);
        Assert.Contains(part, answer.Replace("\\u002B", "+", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_in_may_carry_the_header_of_no_session()
    {
        await using var sim = await Sim.StartAsync();
        using var trader = new Trader(sim, sim.Host.Accounts[0]);
        // java sends its header before it has a token.
        var form = string.Join('&', trader.Checked(await trader.RequestTokenAsync()).Select(static f => $"{f.Item1}={f.Item2}"));
        var (status, body) = await SendAsync(sim, "POST", "/session/token", form, ("Authorization", "token simkey0000000001:null"), ("Content-Type", "application/x-www-form-urlencoded"));
        Assert.True(status == 200, body);
    }

    [Theory]
    [InlineData("Token")]
    [InlineData("Bearer")]
    [InlineData("token ")]
    public async Task The_authorization_header_has_one_form(string scheme)
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        var (status, _) = await SendAsync(sim, "GET", "/orders", "", ("Authorization", $"{scheme} {trader.Account.ApiKey}:{trader.AccessToken}"));
        Assert.Equal(403, status);
    }

    [Fact]
    public async Task Orders_come_from_registered_addresses_only_and_everything_else_from_anywhere()
    {
        await using var sim = await Sim.StartAsync(Sim.Options with { OrderAddresses = ["192.0.2.1"] });
        var trader = await sim.LoginAsync();
        var refused = await trader.PlaceAsync(sim.Option());
        Assert.Equal((403, "PermissionException"), (refused.Status, refused.ErrorType));
        Assert.Equal(200, (await trader.GetAsync("/orders")).Status);
    }

    [Fact]
    public async Task The_day_s_orders_are_counted_over_a_restart_and_again_the_next_day()
    {
        var folder = Directory.CreateTempSubdirectory("kite-simulator-").FullName;
        var options = new SimulatorOptions { DataFolder = folder, Limits = new() { OrdersPerDay = 2, OrdersPerSecond = 100 } };
        var sim = await Sim.StartAsync(options);
        var trader = await sim.LoginAsync();
        await trader.PlacedAsync(sim.Option(), ("price", "1"));
        await sim.Host.KillAsync();
        var files = Encoding.UTF8.GetString(await File.ReadAllBytesAsync(Path.Combine(folder, "journal.bin")));
        Assert.DoesNotContain(trader.AccessToken, files, StringComparison.Ordinal);

        await using (var again = await Sim.StartAsync(options))
        {
            using var same = new Trader(again, trader.Account) { AccessToken = trader.AccessToken };
            // A refused one counts, too.
            Assert.Equal(400, (await same.PlaceAsync(again.Option(), ("quantity", "1"))).Status);
            Assert.Equal(429, (await same.PlaceAsync(again.Option())).Status);
            await again.PostControlAsync("clock/advance?to=2025-11-24 10:00:00");
            again.Time.Advance(TimeSpan.FromSeconds(2));
            same.AccessToken = "";
            await same.LoginAsync();
            Assert.Equal(200, (await same.PlaceAsync(again.Option())).Status);
        }

        Directory.Delete(folder, recursive: true);
    }
}
