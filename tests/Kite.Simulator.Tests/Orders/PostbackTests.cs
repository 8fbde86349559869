using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Kite.Simulator.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Kite.Simulator.Tests.Orders;

public sealed class PostbackTests
{
    [Fact]
    public async Task What_became_of_an_order_is_posted_with_a_checksum_of_the_app_s_secret()
    {
        var bodies = System.Threading.Channels.Channel.CreateBounded<string>(10);
        await using var app = await ListenAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            await bodies.Writer.WriteAsync(await reader.ReadToEndAsync());
        });
        await using var sim = await Sim.StartAsync(Sim.Options with { PostbackUrl = new(app.Urls.First() + "/postback") });
        var trader = await sim.LoginAsync();
        var id = await trader.PlacedAsync(sim.Option(), ("tag", "posted"));
        sim.TurnOrders();
        var body = JsonNode.Parse(await bodies.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60)))!;
        Assert.Equal((id, "COMPLETE", "posted", 0), (Text(body["order_id"]), Text(body["status"]), Text(body["tag"]), body["unfilled_quantity"]!.GetValue<int>()));
        var signed = Encoding.UTF8.GetBytes(id + Text(body["order_timestamp"]) + trader.Account.ApiSecret);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(signed)), Text(body["checksum"]));
        await Eventually.TrueAsync(() => sim.Host.World.Postbacks.Sent == 1);
    }

    [Fact]
    public async Task An_address_that_fails_or_is_silent_is_counted_and_holds_nothing_up()
    {
        var stop = new TaskCompletionSource();
        await using var app = await ListenAsync(_ => stop.Task);
        await using var sim = await Sim.StartAsync(Sim.Options with { PostbackUrl = new(app.Urls.First()) });
        var trader = await sim.LoginAsync();
        await trader.PlacedAsync(sim.Option());
        sim.TurnOrders();
        await Eventually.TrueAsync(() =>
        {
            sim.Time.Advance(TimeSpan.FromSeconds(1));
            return sim.Host.World.Postbacks.Failed == 1;
        });
        stop.SetResult();
        await app.StopAsync();
        await trader.PlacedAsync(sim.Option());
        sim.TurnOrders();
        await Eventually.TrueAsync(() => sim.Host.World.Postbacks.Failed == 2);
        Assert.Equal(0, sim.Host.World.Postbacks.Dropped);
    }

    static async Task<WebApplication> ListenAsync(RequestDelegate serve)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls($"http://{IPAddress.Loopback}:0");
        var app = builder.Build();
        app.Run(serve);
        await app.StartAsync();
        return app;
    }

    static string Text(JsonNode? node) => node!.GetValue<string>();
}
