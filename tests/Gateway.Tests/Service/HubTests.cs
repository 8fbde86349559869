using Gateway.Tests.Support;

namespace Gateway.Tests.Service;

[Collection(nameof(Support.Service))]
public class HubTests(Support.Service service)
{
    [Fact]
    public async Task A_chain_is_a_snapshot_and_deltas_that_follow_from_it()
    {
        await using var hub = await HubClient.Connect(service.Address);
        await hub.Stream("1", "NIFTY", null, new { max_hz = 20 });
        var client = new ChainClient();
        var first = await hub.Frame("1");
        Assert.Equal("snapshot", first.Type());
        client.Apply(first);
        var deltas = 0;
        while (deltas < 5)
        {
            var frame = await hub.Frame("1");
            client.Apply(frame);
            deltas += frame.Type() == "delta" ? 1 : 0;
        }

        Assert.Equal(0, client.Gaps);
        Assert.Equal(first.GetProperty("chain").GetProperty("rows").GetArrayLength(), client.Rows.Count);
    }

    [Fact]
    public async Task Several_streams_share_a_connection_each_at_its_own_window()
    {
        await using var hub = await HubClient.Connect(service.Address);
        await hub.Stream("a", "NIFTY", "", new { window = 3 });
        Assert.Equal(7, (await hub.Frame("a")).GetProperty("chain").GetProperty("rows").GetArrayLength());
        await hub.Stream("b", "banknifty", null, null);
        Assert.Equal("BANKNIFTY", (await hub.Frame("b")).GetProperty("chain").GetProperty("underlying").GetString());
    }

    [Fact]
    public async Task A_client_that_cancels_gets_no_more()
    {
        await using var hub = await HubClient.Connect(service.Address);
        await hub.Stream("1", "NIFTY", null, new { max_hz = 20 });
        await hub.Frame("1");
        await hub.Cancel("1");
        System.Text.Json.JsonElement message;
        do
            message = await hub.Next("1");
        while (message.GetProperty("type").GetInt32() == 2);
        Assert.False(message.TryGetProperty("error", out _), message.GetRawText());
    }

    [Fact]
    public async Task A_client_that_resumes_is_told_of_the_gap()
    {
        await using var hub = await HubClient.Connect(service.Address);
        await hub.Stream("1", "NIFTY", null, new { resume = new { epoch = 1, version = 1 } });
        Assert.Equal("gap", (await hub.Frame("1")).Type());
        Assert.Equal("snapshot", (await hub.Frame("1")).Type());
    }

    public static TheoryData<object?[], string> Wrong => new()
    {
        { ["NIFTY", null, new { max_hz = 0 }], "max_hz is 0; it must be between 0.1 and 20." },
        { ["NIFTY", null, new { max_hz = 20.5 }], "max_hz is 20.5; it must be between 0.1 and 20." },
        { ["NIFTY", null, new { window = -1 }], "window is -1; it must be between 0 (all strikes) and 500." },
        { ["NIFTY", null, new { window = 501 }], "window is 501; it must be between 0 (all strikes) and 500." },
        { [null, null, null], "There is no underlying " },
        { ["NIFY", null, null], "There is no underlying NIFY; the nearest names are NIFTY" },
        { ["NIFTY", "2025-11-26", null], "NIFTY has no expiry on 2025-11-26; the nearest are " },
        { ["NIFTY", "soon", null], "The expiry soon is not a date: write it as YYYY-MM-DD." },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Wrong_options_end_the_invocation_with_a_sentence(object?[] arguments, string sentence)
    {
        await using var hub = await HubClient.Connect(service.Address);
        await hub.Stream("1", arguments);
        var end = await hub.Next("1");
        Assert.Equal(3, end.GetProperty("type").GetInt32());
        Assert.Contains(sentence, end.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ticket_opens_the_hub_once()
    {
        var made = (await service.Post("/api/v1/hub-ticket", null)).IsOk().Json;
        Assert.Equal(30, made.GetProperty("expires_in").GetInt32());
        var query = "access_token=" + made.GetProperty("ticket").GetString();
        await using (var hub = await HubClient.Connect(service.Address, query))
        {
            await hub.Stream("1", "NIFTY", null, null);
            Assert.Equal("snapshot", (await hub.Frame("1")).Type());
        }

        await Assert.ThrowsAsync<HttpRequestException>(() => HubClient.Connect(service.Address, query));
    }
}
