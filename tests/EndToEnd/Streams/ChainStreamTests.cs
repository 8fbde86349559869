using EndToEnd.Support;

namespace EndToEnd.Streams;

/// <summary>Chain streams through the official JavaScript client.</summary>
[Collection(OneService.Name)]
public sealed class ChainStreamTests(RunningService running, ITestOutputHelper output)
{
    [Fact]
    public async Task A_snapshot_comes_first_and_every_delta_starts_where_the_last_frame_ended()
    {
        var frames = await Watch(new { max_hz = 20 }, deltas: 20);

        Assert.Equal("snapshot", frames[0].Type);
        AssertFits(frames);
    }

    [Fact]
    public async Task A_client_that_takes_two_frames_a_second_gets_longer_steps_and_no_gap()
    {
        var fast = Deltas(await Watch(new { max_hz = 20 }, deltas: 20));
        var frames = await Watch(new { max_hz = 2 }, deltas: 6);
        var slow = Deltas(frames);
        output.Print($"start.stream.step: {fast.Average(f => f.Step):0.0} versions at 20 Hz, {slow.Average(f => f.Step):0.0} at 2 Hz");

        AssertFits(frames);
        Assert.True(slow.Average(f => f.Step) > 1.5 * fast.Average(f => f.Step), "The steps at 2 Hz are no longer than those at 20 Hz.");
        // Half a second apart, but for what a busy machine adds to one and takes from the next.
        Assert.All(slow.Zip(slow.Skip(1)), pair => Assert.True(pair.Second.At - pair.First.At > 300, $"Two deltas came within {pair.Second.At - pair.First.At:0} ms."));
    }

    [Fact]
    public async Task A_window_holds_that_many_strikes_on_either_side_of_the_money()
    {
        var frames = await Watch(new { max_hz = 20, window = 5 }, deltas: 10);

        AssertFits(frames);
        Assert.All(frames, f => Assert.Equal(11, f.Strikes));
        Assert.All(frames.Where(f => f.Type is "snapshot" or "delta"), f => Assert.InRange(f.Atm!.Value, f.Low, f.High));
    }

    [Fact]
    public async Task The_state_rebuilt_from_deltas_is_what_the_service_answers_for_the_same_version()
    {
        var facts = await NodeScript.Run("rebuild.mjs", new { url = running.Service.Address, underlying = "NIFTY", matches = 3 }, TimeSpan.FromSeconds(40));

        var done = Assert.Single(facts, f => f.GetProperty("fact").GetString() == "done");
        Assert.Equal(3, done.GetProperty("matched").GetInt32());
        output.WriteLine($"3 versions compared after {done.GetProperty("deltas")} deltas.");
    }

    [Fact]
    public async Task What_cannot_be_streamed_is_refused_in_a_sentence()
    {
        var facts = await NodeScript.Run("refusals.mjs", new
        {
            url = running.Service.Address,
            asks = new object[]
            {
                new { name = "underlying", underlying = "NIFTI" },
                new { name = "expiry", underlying = "NIFTY", expiry = "25-11-2025" },
                new { name = "absent", underlying = "NIFTY", expiry = "2025-11-26" },
                new { name = "hz", underlying = "NIFTY", options = new { max_hz = 1000 } },
                new { name = "window", underlying = "NIFTY", options = new { window = -1 } },
                new { name = "type", underlying = "NIFTY", options = new { max_hz = "fast" } },
                new { name = "served", underlying = "NIFTY", options = new { max_hz = 1 } },
            },
        }, TimeSpan.FromSeconds(20));
        var words = facts.Where(f => f.GetProperty("fact").GetString() == "refused").ToDictionary(f => f.GetProperty("name").GetString()!, f => f.GetProperty("message").GetString()!);

        Assert.Matches("There is no underlying NIFTI; the nearest names are .*NIFTY", words["underlying"]);
        Assert.Contains("YYYY-MM-DD", words["expiry"], StringComparison.Ordinal);
        Assert.Contains("the nearest are 2025-11-25", words["absent"], StringComparison.Ordinal);
        Assert.Contains("max_hz is 1000; it must be between 0.1 and 20.", words["hz"], StringComparison.Ordinal);
        Assert.Contains("window is -1; it must be between 0 (all strikes) and 500.", words["window"], StringComparison.Ordinal);
        Assert.True(words.ContainsKey("type"), "A max_hz that is text was served.");
        Assert.All(words.Values, w => Assert.DoesNotContain("   at ", w, StringComparison.Ordinal));
        // A refusal ends the stream, not the connection.
        Assert.Contains(facts, f => f.GetProperty("fact").GetString() == "served" && f.GetProperty("type").GetString() == "snapshot");
    }

    async Task<IReadOnlyList<Frame>> Watch(object options, int deltas)
    {
        await using var node = NodeScript.Start("frames.mjs", new { url = running.Service.Address, underlying = "NIFTY", options });
        return Frame.Of(await node.Until($"{deltas} deltas", facts => Deltas(Frame.Of(facts)).Count >= deltas, TimeSpan.FromSeconds(30)));
    }

    static IReadOnlyList<Frame> Deltas(IEnumerable<Frame> frames) => [.. frames.Where(f => f.Type == "delta")];

    static void AssertFits(IReadOnlyList<Frame> frames)
    {
        Assert.All(frames, f => Assert.Null(f.Wrong));
        Assert.DoesNotContain(frames, f => f.Type == "gap");
        Assert.Single(frames.Select(f => f.Epoch).Distinct());
    }
}
