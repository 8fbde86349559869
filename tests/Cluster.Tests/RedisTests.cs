using System.Globalization;
using System.Text.Json;
using EndToEnd.Support;
using StackExchange.Redis;

namespace Cluster.Tests;

/// <summary>A real server, that dies and comes back: who listens gets ticks, and the cluster notices nothing else.</summary>
public sealed class RedisTests
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Ticks_are_published_dropped_and_counted_while_the_server_is_away_and_published_again()
    {
        var port = ServiceProcess.FreePort();
        await using var first = await Server(port);
        await using var cluster = await ClusterUnderTest.Start(("Ticker__Redis__Address", $"127.0.0.1:{port}"));
        using (var listener = await Listener.To(port))
        {
            var (channel, message) = await listener.Next(Patience);
            using var tick = JsonDocument.Parse(message);
            Assert.Equal("simulated", tick.RootElement.GetProperty("mode").GetString());
            Assert.Equal($"ticks:{tick.RootElement.GetProperty("instrument").GetString()}", channel);
        }

        first.Kill();
        await Eventually.Becomes("the silo without its Redis", "a line that says so", () => Task.FromResult(cluster.Silos.Any(s => s.Output.Any(l => l.Contains("Ticks could not be published", StringComparison.Ordinal)))), said => said, Patience);
        var before = await Version(cluster);
        await Eventually.Becomes("the chain meanwhile", "later versions", () => Version(cluster), version => version > before, Patience);

        await using var second = await Server(port);
        using var again = await Listener.To(port);
        Assert.NotEmpty((await again.Next(Patience)).Message);
    }

    static async Task<long> Version(ClusterUnderTest cluster) => (await cluster.Client.Get("/api/v1/chains/NIFTY")).Json.GetProperty("version").GetInt64();

    static async Task<ChildProcess> Server(int port)
    {
        var server = ChildProcess.Start(
            "redis-server", "redis-server", ["--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"], Path.GetTempPath(), []);
        await server.Line("that it takes connections", line => line.Contains("Ready to accept connections", StringComparison.Ordinal), Patience);
        return server;
    }

    sealed class Listener : IDisposable
    {
        readonly ConnectionMultiplexer redis;
        readonly TaskCompletionSource<(string Channel, string Message)> next = new(TaskCreationOptions.RunContinuationsAsynchronously);

        Listener(ConnectionMultiplexer redis) => this.redis = redis;

        public static async Task<Listener> To(int port)
        {
            var listener = new Listener(await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{port}"));
            await listener.redis.GetSubscriber().SubscribeAsync(RedisChannel.Pattern("ticks:*"), (channel, message) => listener.next.TrySetResult((channel.ToString(), message.ToString())));
            return listener;
        }

        public Task<(string Channel, string Message)> Next(TimeSpan limit) => next.Task.WaitAsync(limit, TimeProvider.System);

        public void Dispose() => redis.Dispose();
    }
}
