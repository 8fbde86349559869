using System.Globalization;
using EndToEnd.Support;
using Grains.Tests.Support;

namespace EndToEnd.Orders;

/// <summary>Two services, each a process with grains of its own, on one PostgreSQL database and one broker: their activations of one order write the same row.</summary>
public sealed class TwoProcessesTests(ITestOutputHelper output) : IAsyncLifetime
{
    const int Keys = 20;

    readonly PostgresInstance postgres = new();
    readonly CrashBench bench = new();
    string database = "";

    public async Task InitializeAsync()
    {
        await Task.WhenAll(postgres.InitializeAsync(), bench.InitializeAsync());
        database = await postgres.NewDatabase();
    }

    public async Task DisposeAsync()
    {
        await bench.DisposeAsync();
        await postgres.DisposeAsync();
    }

    [Fact]
    public async Task An_order_that_two_processes_are_asked_for_is_one_order_also_when_one_of_them_is_killed()
    {
        var services = await Task.WhenAll(bench.Start(bench.NewData(), database: database), bench.Start(bench.NewData(), database: database));
        await using var first = services[0];
        await using var second = services[1];
        var before = await bench.Book();
        var keys = Enumerable.Range(0, Keys).Select(i => string.Create(CultureInfo.InvariantCulture, $"both-{i}")).ToList();
        var order = Sample.Limit(bench.Contract);

        // Half of them is answered, then one process is gone in the middle of the rest.
        await Task.WhenAll(keys.Take(Keys / 2).SelectMany(key => services.Select(service => service.Client.Place(key, order))));
        var rest = keys.Skip(Keys / 2).ToList();
        var abandoned = rest.Select(key => first.Client.Place(key, order)).ToList();
        var others = rest.Select(key => second.Client.Place(key, order)).ToList();
        await others[0];
        await first.Kill();
        await Task.WhenAll(others);
        foreach (var answer in abandoned)
            await Record.ExceptionAsync(() => answer);

        var ids = new HashSet<string>();
        foreach (var key in keys)
        {
            // What the killed process had recorded and never sent is sent when its client repeats the request.
            await Eventually.Becomes(key, "a repeat that is answered", async () => (await second.Client.Place(key, order)).Status, status => status is 200 or 201, TimeSpan.FromSeconds(45));
            await Eventually.Becomes(key, "an order that was sent", async () =>
            {
                var stored = await second.Client.Order(key);
                return stored?.Status() == "intent_recorded" ? await second.Client.Place(key, order) is { Status: 201 } : stored is not null;
            }, sent => sent, TimeSpan.FromSeconds(45));
            var settled = await Eventually.Becomes(key, "an order that is open", () => second.Client.Order(key), o => o is { } found && found.IsSettled(), TimeSpan.FromSeconds(45));
            output.WriteLine($"{key}: {settled.Describe()}");
            if (settled!.Value.BrokerId() is { } id)
                ids.Add(id);
            else
                // Killed between committing `submitting` and sending: whether it was sent could not be known, so it is a person's to decide (docs/architecture.md).
                Assert.Equal("dead_lettered", settled.Value.Status());
        }

        var placed = (await bench.Book()).Except(before).ToHashSet();
        Assert.Equal(ids.Order(), placed.Order());
        Assert.InRange(placed.Count, (Keys / 2) + 1, Keys);
    }

    [Fact]
    public async Task What_one_process_has_changed_the_other_does_not_overwrite()
    {
        var services = await Task.WhenAll(bench.Start(bench.NewData(), database: database), bench.Start(bench.NewData(), database: database));
        await using var first = services[0];
        await using var second = services[1];
        var placed = await first.Client.Place("fenced", Sample.Limit(bench.Contract));
        Assert.Equal(201, placed.Status);
        var id = placed.Json.GetProperty("id").GetString();

        // The first process's activation is still there, with the row as it was before this.
        Assert.Equal(200, (await second.Client.Delete($"/api/v1/orders/{id}")).Status);
        await Eventually.Becomes("the cancel", "a cancelled order", () => second.Client.Order("fenced"), o => o?.Status() == "cancelled", TimeSpan.FromSeconds(30));
        var again = await first.Client.Delete($"/api/v1/orders/{id}");
        Assert.Equal((200, "cancelled"), (again.Status, again.Json.GetProperty("status").GetString()));
        Assert.Equal("cancelled", (await first.Client.Order("fenced"))!.Value.Status());
        Assert.Equal("cancelled", (await second.Client.Order("fenced"))!.Value.Status());
    }
}
