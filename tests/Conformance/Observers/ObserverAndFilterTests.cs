using Conformance.Calls;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Conformance.Observers;

public interface IWatcher : IGrainObserver
{
    void OnVoid(int value);

    Task<int> OnTask(int value);
}

public interface IWatchedGrain : IGrainWithStringKey
{
    Task Add(IWatcher watcher);

    Task Tell(int value);

    Task<int> Ask(int value);
}

public sealed class WatchedGrain(Probe probe) : Grain, IWatchedGrain, IIncomingGrainCallFilter
{
    IWatcher? _watcher;

    public Task Add(IWatcher watcher)
    {
        _watcher = watcher;
        return Task.CompletedTask;
    }

    public Task Tell(int value)
    {
        _watcher!.OnVoid(value);
        return Task.CompletedTask;
    }

    public async Task<int> Ask(int value) => await _watcher!.OnTask(value);

    public Task Invoke(IIncomingGrainCallContext context)
    {
        probe.Note("own filter " + context.MethodName);
        return context.Invoke();
    }
}

public sealed class ObserverAndFilterTests
{
    [Fact]
    public async Task An_observer_is_called_in_order_and_off_the_grains_turn()
    {
        await using var silo = await TestSilo.Start();
        var watcher = new Watcher();
        var grain = silo.Grain<IWatchedGrain>();
        await grain.Add(silo.Client.CreateObjectReference<IWatcher>(watcher));
        for (var i = 0; i < 100; i++)
            await grain.Tell(i);
        Assert.Equal(100, await grain.Ask(100));
        Assert.Equal(Enumerable.Range(0, 101), watcher.Seen);
        Assert.True(watcher.OffTurn);
        GC.KeepAlive(watcher);
    }

    [Fact]
    public async Task A_deleted_reference_answers_that_the_client_is_gone()
    {
        await using var silo = await TestSilo.Start();
        var watcher = new Watcher();
        var reference = silo.Client.CreateObjectReference<IWatcher>(watcher);
        await silo.Grain<IWatchedGrain>().Add(reference);
        silo.Client.DeleteObjectReference<IWatcher>(reference);
        // Orleans lets a caller within the silo wait for its time limit.
        Assert.True(await Record.ExceptionAsync(() => silo.Grain<IWatchedGrain>().Ask(1)) is ClientNotAvailableException or TimeoutException);
    }

    [Fact]
    public async Task A_reference_cannot_be_made_of_a_reference()
    {
        await using var silo = await TestSilo.Start();
        var watcher = new Watcher();
        var reference = silo.Client.CreateObjectReference<IWatcher>(watcher);
        Assert.Throws<ArgumentException>(() => silo.Client.CreateObjectReference<IWatcher>(reference));
        Assert.NotEqual(reference, silo.Client.CreateObjectReference<IWatcher>(watcher));
    }

    [Fact]
    public async Task Filters_wrap_calls_first_one_outermost_and_the_grains_own_last()
    {
        var log = new List<string>();
        await using var silo = await TestSilo.Start(s => s
            .AddIncomingGrainCallFilter(Noting(log, "in 1"))
            .AddIncomingGrainCallFilter(Noting(log, "in 2"))
            .AddOutgoingGrainCallFilter(async context =>
            {
                log.Add("out " + context.MethodName);
                await context.Invoke();
                log.Add($"out result {context.Result}");
            }));
        Assert.Equal(5, await silo.Grain<IEchoGrain>().Add(2, 3));
        // What the host calls for itself goes through them too.
        Assert.Equal(["out Add", "in 1 Add", "in 2 Add", "in 2 result 5", "in 1 result 5", "out result 5"], log.Where(static l => l.EndsWith(" Add", StringComparison.Ordinal) || l.EndsWith(" 5", StringComparison.Ordinal)));
        var watcher = new Watcher();
        await silo.Grain<IWatchedGrain>().Add(silo.Client.CreateObjectReference<IWatcher>(watcher));
        Assert.Contains("own filter Add", silo.Probe.Log);
    }

    [Fact]
    public async Task A_filter_may_answer_itself_change_the_result_and_catch_errors()
    {
        await using var silo = await TestSilo.Start(static s => s.AddIncomingGrainCallFilter(static async context =>
        {
            switch (context.MethodName)
            {
                case nameof(IEchoGrain.Add):
                    context.Result = 42;
                    break;
                case nameof(IEchoGrain.Echo):
                    await context.Invoke();
                    context.Result += "!";
                    break;
                default:
                    try
                    {
                        await context.Invoke();
                    }
                    catch (InvalidOperationException error)
                    {
                        throw new FormatException(context.ImplementationMethod.DeclaringType!.Name + " " + error.Message);
                    }

                    break;
            }
        }));
        Assert.Equal(42, await silo.Grain<IEchoGrain>().Add(1, 1));
        Assert.Equal("hello!", await silo.Grain<IEchoGrain>().Echo("hello"));
        Assert.Equal("EchoGrain x", (await Assert.ThrowsAsync<FormatException>(() => silo.Grain<IEchoGrain>().ThrowAtOnce("x"))).Message);
    }

    [Trait("Host", "Embedded")]
    [Fact]
    public async Task A_filter_may_make_the_call_again_and_the_filters_after_it_see_that()
    {
        var log = new List<string>();
        await using var silo = await TestSilo.Start(s => s
            .AddOutgoingGrainCallFilter(static async context =>
            {
                await context.Invoke();
                context.Result = null;
                await context.Invoke();
            })
            .AddOutgoingGrainCallFilter(async context =>
            {
                log.Add("outgoing");
                await context.Invoke();
            })
            .AddIncomingGrainCallFilter(async context =>
            {
                log.Add("incoming");
                await context.Invoke();
            }));
        Assert.Equal("hello", await silo.Grain<IEchoGrain>().Echo("hello"));
        Assert.Equal(["outgoing", "incoming", "outgoing", "incoming"], log);
    }

    [Trait("Host", "Embedded")]
    [Fact]
    public async Task A_call_to_an_observer_that_does_not_answer_expires()
    {
        await using var silo = await TestSilo.Start();
        var never = new Never();
        var call = silo.Client.CreateObjectReference<IWatcher>(never).OnTask(1);
        await never.Called.Task;
        silo.Time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(call.IsCompleted);
        silo.Time.Advance(TimeSpan.FromSeconds(2));
        await Assert.ThrowsAsync<TimeoutException>(() => call);
    }

    sealed class Never : IWatcher
    {
        public TaskCompletionSource Called { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void OnVoid(int value)
        {
        }

        public Task<int> OnTask(int value)
        {
            Called.TrySetResult();
            return new TaskCompletionSource<int>().Task;
        }
    }

    static IncomingGrainCallFilterDelegate Noting(List<string> log, string name) => async context =>
    {
        log.Add($"{name} {context.InterfaceMethod.Name}");
        await context.Invoke();
        log.Add($"{name} result {context.Result}");
    };

    sealed class Watcher : IWatcher
    {
        public List<int> Seen { get; } = [];

        public bool OffTurn { get; private set; } = true;

        public void OnVoid(int value)
        {
            OffTurn &= TaskScheduler.Current == TaskScheduler.Default;
            Seen.Add(value);
        }

        public Task<int> OnTask(int value)
        {
            Seen.Add(value);
            return Task.FromResult(value);
        }
    }
}
