namespace Conformance.Concurrency;

public sealed class ConcurrencyTests : IAsyncLifetime
{
    TestSilo _silo = null!;

    IGateGrain Gate => _silo.Client.GetGrain<IGateGrain>("g", "Conformance.Concurrency.GateGrain");

    IGateGrain Other => _silo.Client.GetGrain<IGateGrain>("other", "Conformance.Concurrency.GateGrain");

    Probe Probe => _silo.Probe;

    public async Task InitializeAsync() => _silo = await TestSilo.Start();

    public async Task DisposeAsync() => await _silo.DisposeAsync();

    [Fact]
    public async Task Read_only_methods_run_together()
    {
        var first = Gate.Read("r1");
        var second = Gate.Read("r2");
        await Probe.Seen("start r1");
        await Probe.Seen("start r2");
        Probe.Open("r1");
        Probe.Open("r2");
        await Task.WhenAll(first, second);
    }

    [Fact]
    public async Task A_writer_waits_for_readers_and_a_reader_overtakes_it()
    {
        var reader = Gate.Read("r1");
        await Probe.Seen("start r1");
        var writer = Gate.Plain("w");
        var late = Gate.Read("r2");
        await Probe.Seen("start r2");
        Assert.DoesNotContain("start w", Probe.Log);
        Probe.Open("r2");
        Probe.Open("r1");
        Probe.Open("w");
        await Task.WhenAll(reader, writer, late);
        Assert.True(Probe.Log.ToList().IndexOf("start w") > Probe.Log.ToList().IndexOf("end r1"));
    }

    [Fact]
    public async Task A_reader_waits_for_a_writer()
    {
        var writer = Gate.Plain("w");
        await Probe.Seen("start w");
        var reader = Gate.Read("r");
        await Gate.Always(Opened("a"));
        Assert.DoesNotContain("start r", Probe.Log);
        Probe.Open("w");
        Probe.Open("r");
        await Task.WhenAll(writer, reader);
    }

    [Fact]
    public async Task Always_interleave_runs_beside_anything()
    {
        var plain = Gate.Plain("p");
        await Probe.Seen("start p");
        await Gate.Always(Opened("a"));
        Assert.False(plain.IsCompleted);
        Probe.Open("p");
        await plain;
    }

    [Fact]
    public async Task A_plain_request_starts_when_only_interleaving_ones_run()
    {
        var always = Gate.Always("a");
        await Probe.Seen("start a");
        await Gate.Plain(Opened("p"));
        Assert.False(always.IsCompleted);
        Probe.Open("a");
        await always;
    }

    [Fact]
    public async Task A_reentrant_grain_starts_requests_while_others_wait()
    {
        var grain = _silo.Grain<IReentrantGateGrain>();
        var first = grain.Plain("1");
        await Probe.Seen("start 1");
        await grain.Plain(Opened("2"));
        Assert.False(first.IsCompleted);
        Probe.Open("1");
        await first;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Turns_of_a_reentrant_grain_never_overlap(bool fromOutsideThreads)
    {
        var grain = _silo.Grain<IReentrantGateGrain>();
        var calls = Enumerable.Range(0, 20).Select(_ => fromOutsideThreads ? Task.Run(() => grain.TurnsNeverOverlap(100)) : grain.TurnsNeverOverlap(100));
        Assert.All(await Task.WhenAll(calls), Assert.True);
    }

    [Fact]
    public async Task Turns_of_a_plain_grain_never_overlap()
    {
        var calls = Enumerable.Range(0, 20).Select(_ => Task.Run(() => Gate.TurnsNeverOverlap(50)));
        Assert.All(await Task.WhenAll(calls), Assert.True);
    }

    [Fact]
    public async Task Continuations_stay_on_the_grains_scheduler_and_Task_Run_leaves_it() =>
        Assert.Equal("True True True True True", await Gate.Schedulers());

    [Fact]
    public async Task A_call_back_into_a_waiting_grain_ends_with_the_response_timeout()
    {
        var call = Gate.CallBack(Other, Gate, allow: false);
        await Assert.ThrowsAsync<TimeoutException>(() => AdvanceUntilDone(call));
    }

    [Fact]
    public async Task A_call_chain_section_lets_the_call_back_in()
    {
        Probe.Open("back");
        Assert.Equal(1, await Gate.CallBack(Other, Gate, allow: true));
        Assert.Contains("end back", Probe.Log);
    }

    [Fact]
    public async Task A_call_chain_section_does_not_let_strangers_in()
    {
        var chain = Gate.CallBack(Other, Gate, allow: true);
        await Probe.Seen("start back");
        var stranger = Gate.Plain(Opened("s"));
        await Gate.Always(Opened("a"));
        Assert.DoesNotContain("start s", Probe.Log);
        Probe.Open("back");
        await chain;
        await stranger;
    }

    [Fact]
    public async Task Requests_of_one_sender_arrive_in_order()
    {
        var block = Gate.Plain("block");
        // Orleans keeps the order once it knows where the grain is.
        await Probe.Seen("start block");
        var calls = Enumerable.Range(0, 200).Select(i => Gate.Busy($"{i}")).ToList();
        Probe.Open("block");
        await block;
        await Task.WhenAll(calls);
        Assert.Equal(Enumerable.Range(0, 200).Select(static i => $"busy {i}"), Probe.Log.Where(static n => n.StartsWith("busy", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_stateless_worker_runs_requests_side_by_side_up_to_its_limit()
    {
        var worker = _silo.Grain<IWorkerGrain>();
        var first = worker.Work("1");
        var second = worker.Work("2");
        var third = worker.Work("3");
        await Probe.Seen("start 1");
        await Probe.Seen("start 2");
        Assert.DoesNotContain("start 3", Probe.Log);
        Probe.Open("1");
        Probe.Open("2");
        Probe.Open("3");
        var numbers = await Task.WhenAll(first, second, third);
        Assert.Equal(2, numbers.Distinct().Count());
    }

    string Opened(string gate)
    {
        Probe.Open(gate);
        return gate;
    }

    async Task AdvanceUntilDone(Task call)
    {
        _silo.Time.Advance(TimeSpan.FromSeconds(31));
        await call;
    }
}
