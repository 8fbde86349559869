using EndToEnd.Support;

namespace EndToEnd.Market;

/// <summary>The hours in which the arithmetic is at its worst: the last of an expiry.</summary>
public sealed class ExpiryDayTests(ITestOutputHelper output)
{
    static readonly string[] Known =
        ["ok", "below_intrinsic", "no_time_value", "above_max", "expired", "settling", "no_price", "stale_price", "no_forward", "invalid_input"];

    [Fact]
    public async Task Ninety_minutes_before_expiry_every_figure_is_either_right_or_absent_with_a_reason()
    {
        using var folder = new TemporaryFolder();
        await using var service = await ServiceProcess.Start(folder.At("data"), new Dictionary<string, string>
        {
            ["Ticker__Simulator__Seed"] = "2", ["Ticker__Simulator__Start"] = "2025-11-25T14:00:00+05:30",
        });
        foreach (var underlying in new[] { "NIFTY", "BANKNIFTY" })
        {
            var chain = await Eventually.Becomes(
                $"the expiring chain of {underlying}", "20 strikes with a volatility", () => ReadChain(service, underlying), c => c.StrikesWithVolatility(0.0001, 5).Count >= 20);
            output.Print($"start.{underlying}.expiry_day: {chain.Statuses}; {chain.Years * 365 * 24:0.00} h to expiry");

            Assert.Equal("2025-11-25", chain.Expiry);
            Assert.InRange(chain.Years!.Value, 0, 0.001);
            AssertHonest(chain);
            AssertIntrinsicIsRespected(chain);
        }
    }

    [Fact]
    public async Task After_the_close_of_the_last_day_nothing_pretends_to_be_alive()
    {
        using var folder = new TemporaryFolder();
        await using var simulator = await SimulatorProcess.Start("--seed", "2", "--start", "2025-11-25 15:28:00");
        await using var service = await ServiceProcess.Start(folder.At("data"), simulator.Settings());
        var before = await ReadChain(service, "NIFTY");
        Assert.Equal("2025-11-25", before.Expiry);

        await simulator.AdvanceTo(new(2025, 11, 25, 15, 31, 0));

        var after = await Eventually.Becomes(
            "the chain after its close", "every contract expired or settling, or the next expiry", () => ReadChain(service, "NIFTY"),
            c => c.Expiry != before.Expiry || c.Sides.All(s => s.Status is "expired" or "settling" or "no_price"));
        output.Print($"start.NIFTY.after_close: {after.Expiry}, {after.Statuses}");
        AssertHonest(after);
    }

    /// <summary>No figure without a price behind it, no refusal without a reason, no number that is none.</summary>
    static void AssertHonest(Chain chain)
    {
        Assert.NotEmpty(chain.Sides);
        foreach (var side in chain.Sides)
        {
            Assert.Contains(side.Status, Known);
            foreach (var (name, value) in side.Figures)
            {
                Assert.True(value is not null || side.Status != "ok", $"{side.Instrument} is ok and has no {name}.");
                Assert.True(value is null || double.IsFinite(value.Value), $"{side.Instrument} has {name} {value}.");
            }

            if (side.Status != "ok")
            {
                Assert.True(side.Iv is null, $"{side.Instrument} is {side.Status} and has the volatility {side.Iv}.");
                continue;
            }

            Assert.True(side.Iv is > 0 and <= 5, $"{side.Instrument} has the volatility {side.Iv}.");
            Assert.True(Math.Abs(side.Delta!.Value) is > 0 and < 1, $"{side.Instrument} is ok with the delta {side.Delta}.");
        }
    }

    /// <summary>What is quoted below its intrinsic value has no volatility of its own: it says so, or shows figures of its twin.</summary>
    static void AssertIntrinsicIsRespected(Chain chain)
    {
        var discount = Math.Exp(-chain.Rate * chain.Years!.Value);
        foreach (var (strike, side, sign) in chain.Rows.SelectMany(r => new[] { (r.Strike, r.Call, 1), (r.Strike, r.Put, -1) }))
        {
            if (side is not { IsTwoSided: true })
                continue;
            var intrinsic = Math.Max(0, sign * discount * (chain.Forward!.Value - strike));
            // The forward moves between the quote and this version: a price just below intrinsic value may have been above it.
            if (side.Mid < intrinsic - (0.0005 * chain.Forward.Value))
                Assert.True(side.Status != "ok", $"{side.Instrument} has a mid of {side.Mid} below its intrinsic value of {intrinsic:0.00} and is ok.");
        }
    }

    static async Task<Chain> ReadChain(ServiceProcess service, string underlying)
    {
        var answer = await service.Client.Get("/api/v1/chains/" + underlying);
        Assert.Equal(200, answer.Status);
        return Chain.From(answer.Json);
    }
}
