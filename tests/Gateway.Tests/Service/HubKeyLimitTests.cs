using System.Net;
using Gateway.Streaming;
using Gateway.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Service;

/// <summary>A service where keys are needed, and each may have few hub connections.</summary>
public sealed class NarrowSecuredService : Support.Service
{
    public const int Most = 2;

    protected override bool Keyless => false;

    private protected override IEnumerable<string> Arguments(TempFolder folder) => [$"--Ticker:Hub:ConnectionsPerKey={Most}"];
}

public sealed class HubKeyLimitTests(NarrowSecuredService service) : IClassFixture<NarrowSecuredService>
{
    const string Sentence = "This key has 2 hub connections and gets no more (Ticker:Hub:ConnectionsPerKey): close one, or put several streams on one.";

    ClientStreams Streams => service.App.Services.GetRequiredService<ClientStreams>();

    Task<HubClient> Connect(string key) => HubClient.Connect(service.Address, options: o => o.SetRequestHeader("Authorization", "Bearer " + key));

    Task<Answer> Post(string path, string key)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Headers.Authorization = new("Bearer", key);
        return service.Send(request);
    }

    Task<int> Connected(int count) => Eventually.Until(() => Task.FromResult(Streams.Connections), c => c == count, $"{count} hub connections");

    static async Task Served(HubClient hub)
    {
        await hub.Stream("1", "NIFTY", null, null);
        Assert.Equal("snapshot", (await hub.Frame("1")).Type());
    }

    static async Task Refused(Task<HubClient> connecting) =>
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await Assert.ThrowsAsync<HttpRequestException>(() => connecting)).StatusCode);

    [Fact]
    public async Task A_key_with_as_many_connections_as_allowed_gets_no_more_until_one_of_its_own_closes()
    {
        await Connected(0);
        var (_, full) = await service.CreateKey("full", "read");
        var (_, other) = await service.CreateKey("other", "read");
        var first = await Connect(full);
        await using var second = await Connect(full);
        // A connection is counted after its handshake was answered.
        await Connected(NarrowSecuredService.Most);

        var problem = (await Post("/hubs/market/negotiate?negotiateVersion=1", full)).IsProblem(503, "too_many_connections");
        Assert.Equal((Sentence, "10"), (problem.Json.GetProperty("detail").GetString(), problem.Headers["Retry-After"]));
        await Refused(Connect(full));
        // A ticket is the key that it was made with.
        var ticket = (await Post("/api/v1/hub-ticket", full)).IsOk().Json.GetProperty("ticket").GetString();
        await Refused(HubClient.Connect(service.Address, "access_token=" + ticket));

        // Refused ones took nobody's room: not this key's, not another's.
        await using var others = await Connect(other);
        await Served(others);
        await Served(second);
        await Connected(3);

        await first.DisposeAsync();
        await Connected(2);
        await using var again = await Connect(full);
        await Served(again);
        await Refused(Connect(full));
    }

    [Fact]
    public async Task Of_many_connections_at_once_only_as_many_as_allowed_are_served()
    {
        await Connected(0);
        var (_, key) = await service.CreateKey("crowd", "read");
        // Negotiated ones have passed the first count: connecting counts again.
        var ids = await Task.WhenAll(Enumerable.Range(0, 3 * NarrowSecuredService.Most).Select(async _ =>
            (await Post("/hubs/market/negotiate?negotiateVersion=1", key)).IsOk().Json.GetProperty("connectionToken").GetString()!));
        var hubs = await Task.WhenAll(ids.Select(id => HubClient.Connect(service.Address, "id=" + id, o => o.SetRequestHeader("Authorization", "Bearer " + key))));
        try
        {
            var said = hubs.ToDictionary(h => h.Next());
            var refused = 0;
            // Those that are let in say nothing but pings: were all of them let in, nothing would end the wait.
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10), TimeProvider.System);
            await foreach (var first in Task.WhenEach(said.Keys).WithCancellation(patience.Token))
            {
                Assert.Equal(7, (await first).GetProperty("type").GetInt32());
                Assert.Contains("There is no room for another connection: try again later.", (await first).GetProperty("error").GetString(), StringComparison.Ordinal);
                if (++refused == hubs.Length - NarrowSecuredService.Most)
                    break;
            }

            await Connected(NarrowSecuredService.Most);
            var accepted = said.Where(s => !s.Key.IsCompleted).ToList();
            Assert.Equal(NarrowSecuredService.Most, accepted.Count);
            foreach (var (first, hub) in accepted)
            {
                await hub.Stream("1", "NIFTY", null, null);
                Assert.Equal(2, (await first).GetProperty("type").GetInt32());
            }
        }
        finally
        {
            foreach (var hub in hubs)
                await hub.DisposeAsync();
        }
    }
}
