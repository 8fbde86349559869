using EndToEnd.Orders;
using EndToEnd.Support;
using Xunit.Abstractions;

namespace EndToEnd.Operations;

/// <summary>The disk of the data folder fills up while orders and ticks come in, and is emptied again.</summary>
public sealed class FullDiskTests(ITestOutputHelper output)
{
    const int Tries = 200;

    [Fact]
    public async Task Orders_are_refused_before_they_are_sent_the_service_says_that_it_is_not_ready_and_ticks_go_on()
    {
        if (await SmallDisk.WhyNot() is { } reason)
        {
            output.WriteLine($"Not run: {reason}");
            return;
        }

        using var folder = new TemporaryFolder();
        var data = folder.At("data");
        await using var simulator = await SimulatorProcess.Start();
        using var broker = await Broker.LogIn(simulator);
        await using var service = await ServiceProcess.Start(data, simulator.Settings(), disk: new SmallDisk(megabytes: 96));
        var order = Sample.Limit(await Sample.Contract(service.Client));
        Assert.Equal(201, (await service.Client.Place("before", order)).Status);
        var sent = 1;
        Assert.Equal("ready", await Status(service.Client));
        SmallDisk.Fill(service.Process, data, leave: 8);
        Assert.Equal("degraded", await Status(service.Client));

        SmallDisk.Fill(service.Process, data);
        // What the database has written before it may write again, so the first order may still find room.
        var refused = await service.Client.Place($"during-{sent}", order);
        while (refused.Status != 503 && sent < Tries)
        {
            sent++;
            refused = await service.Client.Place($"during-{sent}", order);
        }

        Assert.Equal((503, "storage_unavailable"), (refused.Status, refused.Code));
        Assert.Contains("nothing was sent", refused.Text, StringComparison.Ordinal);
        Assert.Equal(sent, (await broker.Orders()).Count);
        var health = await service.Client.Get("/health/ready");
        Assert.Equal(503, health.Status);
        var database = health.Json.GetProperty("components").EnumerateArray().Single(c => !c.GetProperty("ready").GetBoolean());
        Assert.Equal("database", database.GetProperty("name").GetString());
        Assert.Contains("disk's space", database.GetProperty("detail").GetString(), StringComparison.Ordinal);
        var version = await Version(service.Client);
        await Eventually.Becomes("the chain while the disk is full", $"a version after {version}", () => Version(service.Client), v => v > version);

        SmallDisk.MakeRoom(service.Process, data);
        await Eventually.Becomes("the service with room again", "200 from /health/ready", () => service.Client.Get("/health/ready"), a => a.Status == 200);
        Assert.Equal("ready", await Status(service.Client));
        Assert.Equal(201, (await service.Client.Place($"during-{sent}", order)).Status);
        Assert.Equal(sent + 1, (await broker.Orders()).Count);
    }

    static async Task<string?> Status(ServiceClient client) => (await client.Get("/health/ready")).Json.GetProperty("status").GetString();

    static async Task<long> Version(ServiceClient client) => (await client.Get("/api/v1/chains/NIFTY")).Json.GetProperty("version").GetInt64();
}
