using System.Text.Json;
using EndToEnd.Support;

namespace EndToEnd.Orders;

/// <summary>The service is killed at every point of placing an order; the broker and the data folder stay.</summary>
public sealed class CrashTests(CrashBench bench) : IClassFixture<CrashBench>
{
    [Theory]
    [InlineData("received", 0)]
    [InlineData("validated", 0)]
    [InlineData("before_intent", 0)]
    [InlineData("after_intent", 0)]
    [InlineData("before_permit", 0)]
    [InlineData("before_submitting", 0)]
    [InlineData("after_submitting", 0)]
    [InlineData("before_send", 0)]
    [InlineData("after_answer", 1)]
    [InlineData("before_outcome", 1)]
    [InlineData("after_outcome", 1)]
    [InlineData("before_reply", 1)]
    public async Task Killed_at_any_point_and_repeated_there_is_one_order(string point, int sentBeforeTheCrash)
    {
        var (data, key, order) = (bench.NewData(), "crash-" + point, Sample.Limit(bench.Contract, resendIfAbsent: true));
        var before = await bench.Book();
        await KillAt(point, data, key, order);
        Assert.Equal(sentBeforeTheCrash, (await bench.Book()).Except(before).Count());

        await using var service = await bench.Start(data);
        await AssertStoreAgrees(service, key, before);
        var answer = await Repeat(service, key, order);
        var settled = (await CrashBench.Settles(service, key, $"the repeated order after a crash at {point}"))!.Value;

        var brokerId = Assert.Single((await bench.Book()).Except(before));
        Assert.Equal(brokerId, settled.BrokerId());
        Assert.Equal(answer.Json.GetProperty("id").GetString(), settled.GetProperty("id").GetString());
        var again = await service.Client.Place(key, order);
        Assert.Equal(200, again.Status);
        Assert.True(again.Json.GetProperty("existing").GetBoolean());
        Assert.Equal(brokerId, again.Json.BrokerId());
        Assert.Single((await bench.Book()).Except(before));
    }

    [Theory]
    [InlineData("after_submitting")]
    [InlineData("before_send")]
    public async Task Killed_between_submitting_and_the_send_an_order_without_leave_to_resend_is_never_sent(string point)
    {
        var (data, key, order) = (bench.NewData(), "no-resend-" + point, Sample.Limit(bench.Contract));
        var before = await bench.Book();
        await KillAt(point, data, key, order);

        await using var service = await bench.Start(data);
        var stored = await CrashBench.Settles(service, key, $"the order after a crash at {point}");
        Assert.Equal("dead_lettered", stored!.Value.Status());
        var repeated = await service.Client.Place(key, order);

        Assert.Equal(200, repeated.Status);
        Assert.Equal("dead_lettered", repeated.Json.Status());
        Assert.Empty((await bench.Book()).Except(before));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Killed_after_the_send_and_before_the_answer_the_order_is_found_and_not_sent_again(bool resendIfAbsent)
    {
        var (data, key, order) = (bench.NewData(), $"unanswered-{resendIfAbsent}", Sample.Limit(bench.Contract, resendIfAbsent));
        var before = await bench.Book();
        await using (var first = await bench.Start(data))
        {
            await bench.Simulator.Control("faults?kind=hold-after&method=POST&path=/orders/");
            var placing = Ignoring(first.Client.Place(key, order));
            await Eventually.Becomes("the order at the broker", "one new row", bench.Book, book => book.Except(before).Any());
            await first.Kill();
            await placing;
        }

        await using var second = await bench.Start(data);
        var settled = (await CrashBench.Settles(second, key, "the order that was sent and not answered"))!.Value;
        var brokerId = Assert.Single((await bench.Book()).Except(before));
        Assert.Equal(("open", brokerId), (settled.Status(), settled.BrokerId()));
        var repeated = await second.Client.Place(key, order);

        Assert.Equal(200, repeated.Status);
        Assert.Equal(brokerId, repeated.Json.BrokerId());
        Assert.Single((await bench.Book()).Except(before));
    }

    async Task KillAt(string point, string data, string key, object order)
    {
        await using var service = await bench.Start(data, holdAt: point);
        var placing = Ignoring(service.Client.Place(key, order));
        await service.Process.Line($"crash-point reached: {point}", l => l.Contains($"crash-point reached: {point}", StringComparison.Ordinal));
        await service.Kill();
        await placing;
    }

    /// <summary>Before the client repeats: at most one order at the broker, and what is stored does not contradict it.</summary>
    async Task AssertStoreAgrees(ServiceProcess service, string key, IReadOnlySet<string> before)
    {
        // The book is read between two equal readings of the store: an order that is being sent again is in the book before the store says so.
        var (stored, book, _) = await Eventually.Becomes(
            "the store after the crash", "no order, one that was never sent, or a settled one", Read,
            r => (r.Before is not { } order || order.Status() == "intent_recorded" || order.IsSettled()) && r.Before?.Version() == r.After?.Version(), TimeSpan.FromSeconds(30));
        Assert.True(book.Count <= 1, $"The broker has {book.Count} orders.");
        if (stored is { } order)
            Assert.Equal(book.SingleOrDefault(), order.BrokerId());
        else
            Assert.Empty(book);

        async Task<(JsonElement? Before, List<string> Book, JsonElement? After)> Read() =>
            (await service.Client.Order(key), [.. (await bench.Book()).Except(before)], await service.Client.Order(key));
    }

    static Task<Answer> Repeat(ServiceProcess service, string key, object order) => Eventually.Becomes(
        "the repeated request", "200, 201 or 202", () => service.Client.Place(key, order), a => a.Status is 200 or 201 or 202, TimeSpan.FromSeconds(30));

    /// <summary>The connection breaks when the service is killed: that is what the client sees.</summary>
    static async Task Ignoring(Task<Answer> placing)
    {
        try
        {
            await placing;
        }
        catch (HttpRequestException)
        {
            // Nobody answered.
        }
    }
}
