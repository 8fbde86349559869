using Conformance.Concurrency;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Conformance.Calls;

public sealed class OneWayAndTimeoutTests : IAsyncLifetime
{
    TestSilo _silo = null!;

    IGateGrain Gate => _silo.Client.GetGrain<IGateGrain>("g", "Conformance.Concurrency.GateGrain");

    Probe Probe => _silo.Probe;

    public async Task InitializeAsync() => _silo = await TestSilo.Start();

    public async Task DisposeAsync() => await _silo.DisposeAsync();

    [Fact]
    public async Task A_one_way_call_is_complete_before_the_method_is()
    {
        Assert.True(Gate.Forget("f").IsCompletedSuccessfully);
        await Probe.Seen("start f");
        Probe.Open("f");
        await Probe.Seen("end f");
    }

    [Fact]
    public async Task The_error_of_a_one_way_call_does_not_come_back()
    {
        await Gate.ForgetAndFail();
        await Gate.Busy("x");
    }

    [Fact]
    public async Task One_way_calls_keep_their_order_with_others()
    {
        // Calls of one sender keep their order once the grain's place is known.
        await Gate.Busy("first");
        await Gate.Forget("f");
        var next = Gate.Busy("next");
        await Probe.Seen("start f");
        Assert.False(next.IsCompleted);
        Probe.Open("f");
        await next;
    }

    [Fact]
    public async Task A_caller_waits_thirty_seconds_and_not_less()
    {
        var call = Gate.Plain("p");
        await Probe.Seen("start p");
        _silo.Time.Advance(TimeSpan.FromSeconds(29.9));
        Assert.False(call.IsCompleted);
        _silo.Time.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<TimeoutException>(() => call);
        Probe.Open("p");
    }

    [Fact]
    public async Task The_callee_runs_on_after_the_caller_gave_up()
    {
        var call = Gate.Plain("p");
        await Probe.Seen("start p");
        _silo.Time.Advance(TimeSpan.FromSeconds(31));
        await Assert.ThrowsAsync<TimeoutException>(() => call);
        Probe.Open("p");
        await Probe.Seen("end p");
        await Gate.Busy("after");
    }

    [Fact]
    public async Task A_request_that_expired_in_the_queue_never_runs()
    {
        var running = Gate.Plain("p");
        await Probe.Seen("start p");
        var queued = Gate.Busy("never");
        _silo.Time.Advance(TimeSpan.FromSeconds(31));
        await Assert.ThrowsAsync<TimeoutException>(() => queued);
        await Assert.ThrowsAsync<TimeoutException>(() => running);
        Probe.Open("p");
        await Gate.Busy("after");
        Assert.DoesNotContain("busy never", Probe.Log);
    }

    [Fact]
    public async Task A_method_may_have_its_own_timeout()
    {
        var call = Gate.Hurried("h");
        await Probe.Seen("start h");
        _silo.Time.Advance(TimeSpan.FromSeconds(6));
        await Assert.ThrowsAsync<TimeoutException>(() => call);
        Probe.Open("h");
    }

    [Fact]
    public async Task The_default_timeout_is_an_option()
    {
        await using var silo = await TestSilo.Start(static s => s.Configure<SiloMessagingOptions>(static o => o.ResponseTimeout = TimeSpan.FromSeconds(2)));
        var call = silo.Client.GetGrain<IGateGrain>("g", "Conformance.Concurrency.GateGrain").Plain("p");
        await silo.Probe.Seen("start p");
        silo.Time.Advance(TimeSpan.FromSeconds(3));
        await Assert.ThrowsAsync<TimeoutException>(() => call);
        silo.Probe.Open("p");
    }

    // About what this host remembers of each thread; Orleans let the last one go sooner here.
    [Trait("Host", "Embedded")]
    [Fact]
    public async Task Of_many_calls_of_one_thread_each_that_has_no_answer_expires()
    {
        var grain = _silo.Client.GetGrain<IReentrantGateGrain>("many");
        var calls = Enumerable.Range(0, 3_000).Select(i => grain.Plain(i % 2 == 0 ? "answered" : "forgotten")).ToList();
        Probe.Open("answered");
        await Task.WhenAll(calls.Where(static (_, i) => i % 2 == 0));
        _silo.Time.Advance(TimeSpan.FromSeconds(29));
        var last = grain.Plain("last");
        await Probe.Seen("start last");
        _silo.Time.Advance(TimeSpan.FromSeconds(2));
        foreach (var call in calls.Where(static (_, i) => i % 2 != 0))
            await Assert.ThrowsAsync<TimeoutException>(() => call);
        Assert.False(last.IsCompleted);
        _silo.Time.Advance(TimeSpan.FromSeconds(29));
        await Assert.ThrowsAsync<TimeoutException>(() => last);
        Probe.Open("forgotten");
        Probe.Open("last");
    }

    [Fact]
    public async Task A_call_expires_when_its_thread_is_long_gone()
    {
        Task? call = null;
        var thread = new Thread(() => call = Gate.Plain("p"));
        thread.Start();
        thread.Join();
        await Probe.Seen("start p");
        _silo.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.False(call!.IsCompleted);
        _silo.Time.Advance(TimeSpan.FromSeconds(21));
        await Assert.ThrowsAsync<TimeoutException>(() => call);
        Probe.Open("p");
    }

    [Trait("Host", "Embedded")]
    [Fact]
    public async Task What_was_answered_is_let_go_at_once()
    {
        var grain = _silo.Grain<IEchoGrain>();
        var running = grain.WaitAndEcho("g", "running");
        await Probe.Seen("start running");
        var queued = Echo(grain);
        Probe.Open("g");
        await LetGo(await queued);
        await running;
    }

    [Trait("Host", "Embedded")]
    [Fact]
    public async Task A_thread_that_is_gone_is_let_go()
    {
        var thread = SendFromThread(Gate);
        await Probe.Seen("start p");
        Probe.Open("p");
        await Probe.Seen("end p");
        _silo.Time.Advance(TimeSpan.FromSeconds(1));
        await LetGo(thread);
    }

    [Fact]
    public async Task A_one_way_call_never_expires()
    {
        var running = Gate.Plain("p");
        await Probe.Seen("start p");
        await Gate.Forget("f");
        _silo.Time.Advance(TimeSpan.FromMinutes(5));
        await Assert.ThrowsAsync<TimeoutException>(() => running);
        Probe.Open("p");
        await Probe.Seen("start f");
        Probe.Open("f");
    }

    [Fact]
    public async Task A_token_that_is_cancelled_already_stops_the_call()
    {
        // Orleans throws at the call itself.
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Gate.WithToken("t", new CancellationToken(canceled: true)));
        await Gate.Busy("after");
        Assert.DoesNotContain("start t", Probe.Log);
    }

    [Trait("Host", "Embedded")]
    [Fact]
    public async Task Cancelling_a_queued_call_removes_it()
    {
        var running = Gate.Plain("p");
        await Probe.Seen("start p");
        using var source = new CancellationTokenSource();
        var queued = Gate.WithToken("t", source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queued);
        Probe.Open("p");
        await running;
        await Gate.Busy("after");
        Assert.DoesNotContain("start t", Probe.Log);
    }

    [Fact]
    public async Task Cancelling_a_running_call_releases_the_caller_and_tells_the_callee_on_its_turn()
    {
        using var source = new CancellationTokenSource();
        var call = Gate.WithToken("t", source.Token);
        await Probe.Seen("start t");
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await Probe.Seen("token of t on a turn: True");
    }

    [Fact]
    public async Task A_token_that_is_not_cancelled_does_no_harm()
    {
        using var source = new CancellationTokenSource();
        Probe.Open("t");
        await Gate.WithToken("t", source.Token);
        await source.CancelAsync();
        await Gate.Busy("after");
        Assert.DoesNotContain(Probe.Log, static n => n.StartsWith("token", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_full_queue_refuses_the_call_with_a_limit_error()
    {
        await using var silo = await TestSilo.Start(static s => s.Configure<SiloMessagingOptions>(static o => o.MaxEnqueuedRequestsHardLimit = 3));
        var grain = silo.Client.GetGrain<IGateGrain>("g", "Conformance.Concurrency.GateGrain");
        var running = grain.Plain("p");
        await silo.Probe.Seen("start p");
        var queued = Enumerable.Range(0, 10).Select(i => grain.Busy($"{i}")).ToList();
        silo.Probe.Open("p");
        await running;
        var failed = 0;
        foreach (var call in queued)
        {
            try
            {
                await call;
            }
            catch (LimitExceededException)
            {
                failed++;
            }
        }

        Assert.InRange(failed, 1, 7);
    }

    // What is left on this thread's stack may hold it at first.
    static async Task LetGo(WeakReference held)
    {
        for (var i = 0; i < 100 && held.IsAlive; i++)
        {
            await Task.Yield();
            GC.Collect();
        }

        Assert.False(held.IsAlive);
    }

    static WeakReference SendFromThread(IGateGrain gate)
    {
        var thread = new Thread(() => _ = gate.Plain("p"));
        thread.Start();
        thread.Join();
        return new WeakReference(thread);
    }

    // No variable holds the text: in a debug build it would live as long as this method.
    static async Task<WeakReference> Echo(IEchoGrain grain)
    {
        await grain.Echo(Fresh(out var text));
        return text;
    }

    static string Fresh(out WeakReference weak)
    {
        var text = new string('x', 10);
        weak = new WeakReference(text);
        return text;
    }
}
