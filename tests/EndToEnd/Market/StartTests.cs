using EndToEnd.Support;

namespace EndToEnd.Market;

[Collection(OneService.Name)]
public sealed class StartTests(RunningService running, ITestOutputHelper output)
{
    static readonly string[] Components = ["account", "chain", "clock", "database", "feed", "instruments", "tokens"];

    [Fact]
    public void It_says_where_it_listens_and_where_its_state_is()
    {
        Assert.Contains($"Orleans.Ticker listens on {running.Service.Address.GetLeftPart(UriPartial.Authority)}", running.Service.Process.Output);
        Assert.Contains($"Data folder: {running.Data}", running.Service.Process.Output);
        Assert.True(Path.IsPathFullyQualified(running.Data));
    }

    [Fact]
    public async Task It_is_ready_within_seconds_and_says_so_of_every_component()
    {
        output.Print($"start.ready: {running.Service.ReadyAfter.TotalMilliseconds:0} ms");
        var ready = await running.Client.Get("/health/ready");

        Assert.True(running.Service.ReadyAfter < TimeSpan.FromSeconds(20), $"It took {running.Service.ReadyAfter}.");
        Assert.Equal(200, ready.Status);
        var components = ready.Json.GetProperty("components").EnumerateArray().ToDictionary(c => c.GetProperty("name").GetString()!, c => c.GetProperty("ready").GetBoolean());
        Assert.Equal(Components, components.Keys.Order());
        Assert.All(components, c => Assert.True(c.Value, c.Key));
        Assert.Equal(200, (await running.Client.Get("/health/live")).Status);
    }

    [Theory]
    [InlineData("NIFTY", 40)]
    [InlineData("BANKNIFTY", 40)]
    public async Task The_nearest_chain_has_believable_volatilities_and_falling_call_deltas(string underlying, int strikes)
    {
        var chain = await Eventually.Becomes(
            $"the chain of {underlying}", $"{strikes} strikes with a volatility", () => ReadChain(underlying), c => c.StrikesWithVolatility(0.05, 0.60).Count >= strikes);
        output.Print($"start.{underlying}.strikes: {chain.StrikesWithVolatility(0.05, 0.60).Count} of {chain.Rows.Count} with a volatility of 5 to 60 %; {chain.Statuses}; ATM {chain.AtmIv:0.0000}");

        Assert.Equal("simulated", chain.Mode);
        Assert.All(chain.Sides.Where(s => s.Ltp is not null), s => Assert.Equal("simulated", s.Freshness));
        Assert.InRange(chain.AtmIv!.Value, 0.05, 0.60);
        var calls = chain.Rows.Where(r => r.Call?.Status == "ok").Select(r => (r.Strike, Delta: r.Call!.Delta!.Value)).ToList();
        Assert.True(calls.Count >= strikes / 2, $"Only {calls.Count} calls have a delta of their own.");
        Assert.All(calls, c => Assert.InRange(c.Delta, 0, 1));
        // Deep in the money a quote is wider than its time value, and its volatility as vague: there deltas may cross by a little.
        var vague = chain.Rows.OrderBy(r => Math.Abs(r.Strike - chain.Forward!.Value)).Skip(21).Select(r => r.Strike).ToHashSet();
        Assert.All(calls.Zip(calls.Skip(1)), pair => Assert.True(
            pair.Second.Delta <= pair.First.Delta + (vague.Contains(pair.First.Strike) ? 0.01 : 0),
            $"The call delta rises from {pair.First.Delta} at {pair.First.Strike} to {pair.Second.Delta} at {pair.Second.Strike}."));
    }

    /// <summary>
    /// Quotes of one version are not of one instant: while the market moves, each is as old as its last tick. So the residual is read of many
    /// versions: a forward that is wrong is wrong in all of them.
    /// </summary>
    [Theory]
    [InlineData("NIFTY", 0.10)]
    [InlineData("BANKNIFTY", 0.25)]
    public async Task Put_call_parity_on_the_quotes_confirms_the_published_forward(string underlying, double most)
    {
        const int Versions = 15;
        var seen = new Dictionary<double, IReadOnlyList<double>>();
        await Eventually.Becomes($"versions of the chain of {underlying}", $"{Versions} of them", async () =>
        {
            var chain = await ReadChain(underlying);
            seen[chain.Version] = chain.ParityResiduals(11);
            return seen.Count;
        }, count => count >= Versions);
        var medians = seen.Values.Select(residuals => Chain.Median(residuals.Select(Math.Abs))).ToList();
        var bias = Chain.Median(seen.Values.SelectMany(r => r));
        output.Print($"start.{underlying}.parity: {Chain.Median(medians):0.000} points median residual of {seen.Count} versions, best {medians.Min():0.000}, {medians.Count(m => m <= most)} within {most:0.00}, bias {bias:0.000}");

        Assert.True(medians.Min() <= most, $"The median residual of put-call parity is never below {medians.Min():0.000} points.");
        Assert.True(Math.Abs(bias) <= most, $"The forward is off by {bias:0.000} points.");
    }

    [Fact]
    public async Task The_underlyings_are_listed_with_their_expiries()
    {
        var underlyings = (await running.Client.Get("/api/v1/underlyings")).Json.GetProperty("underlyings").EnumerateArray().ToList();

        foreach (var name in new[] { "NIFTY", "BANKNIFTY" })
        {
            var info = Assert.Single(underlyings, u => u.GetProperty("underlying").GetString() == name);
            Assert.True(info.GetProperty("spot").GetDouble() > 1000);
            Assert.True(info.GetProperty("expiries").GetArrayLength() >= 2);
        }
    }

    [Fact]
    public async Task Prices_move_by_themselves()
    {
        var before = (await running.Client.Get("/api/v1/chains/NIFTY")).Json;

        await Eventually.Becomes(
            "the market", "a later version with another spot", async () => (await running.Client.Get("/api/v1/chains/NIFTY")).Json,
            now => now.GetProperty("version").GetInt64() > before.GetProperty("version").GetInt64() && now.GetProperty("spot").GetDecimal() != before.GetProperty("spot").GetDecimal());
    }

    async Task<Chain> ReadChain(string underlying)
    {
        var answer = await running.Client.Get("/api/v1/chains/" + underlying);
        Assert.Equal(200, answer.Status);
        return Chain.From(answer.Json);
    }
}
