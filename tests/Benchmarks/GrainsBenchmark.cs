using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Benchmarks;

/// <summary>
/// What a grain call, an activation and an idle activation cost, through Orleans' public API: in the Cluster build the same command measures Orleans.
/// The machine may be busy, so each time is printed beside that of something well known, measured in the same minute.
/// </summary>
static class GrainsBenchmark
{
    const int Grains = 27_000;
    const int InFlight = 1_000;
    const int Workers = 2;
    const int Sequential = 20_000;
    static readonly GrainsTick s_tick = new(1, 24_350.5, 50, 1_700_000_000);

    static readonly AtOnce s_atOnce = new();
    static readonly Action<object?> s_nothing = static _ => { };

    static int s_nextKey = 1_000_000;

    public static async Task Run(TextWriter output)
    {
        using var host = GrainsBenchmarkHost.Build();
        await host.StartAsync();
        var factory = host.Services.GetRequiredService<IGrainFactory>();
        await Calls(output, factory);
        await Throughput(output, factory);
        await Activations(output, factory);
        await factory.GetGrain<ITickedGrain>(0).Release();
        await host.StopAsync();
    }

    static async Task Calls(TextWriter output, IGrainFactory factory)
    {
        var calls = await Measure.InTurns(
            OnPool(() => OneByOne<Idle>(factory.GetGrain<ITickedGrain>(0))), OnPool(static () => OneByOne<Bare>(new BareTicked(), Sequential * 20)), OnPool(EmptyTurns));
        await Report(output, "grains.call", calls[0], calls[1], "a virtual call");
        await output.WriteLineAsync($"grains.call.entry: {Measure.Fraction(calls[2].Nanoseconds)} ns of it are an empty task on a scheduler that runs it at once, the only public way into a turn");
        // While a request waits inside, a reentrant grain is not idle: every call goes through its mailbox.
        var held = factory.GetGrain<IHeldGrain>(0);
        await held.Hold();
        var mailbox = await Measure.InTurns(OnPool(() => OneByOne<Held>(held)), OnPool(TaskRuns));
        await Report(output, "grains.mailbox", mailbox[0], mailbox[1], "Task.Run");
    }

    static async Task Throughput(TextWriter output, IGrainFactory factory)
    {
        var idle = Enumerable.Range(0, Grains).Select(i => (ITicked)factory.GetGrain<ITickedGrain>(i)).ToArray();
        await Rate(output, "grains.throughput", () => Together(idle));
        var held = Enumerable.Range(0, Grains).Select(i => factory.GetGrain<IHeldGrain>(i)).ToArray();
        foreach (var grain in held)
            await grain.Hold();
        await Rate(output, "grains.throughput.mailbox", () => Together(held));
    }

    static async Task Activations(TextWriter output, IGrainFactory factory)
    {
        var management = factory.GetGrain<IManagementGrain>(0);
        var bytes = new List<double>();
        var rate = await Measure.Median(async () =>
        {
            await management.ForceActivationCollection(TimeSpan.Zero);
            var first = s_nextKey;
            s_nextKey += Grains;
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var start = TimeProvider.System.GetTimestamp();
            await Parallel.ForAsync(0, Workers, (worker, _) => new ValueTask(Activate(factory, first + (worker * (Grains / Workers)), Grains / Workers)));
            var seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
            bytes.Add((GC.GetTotalMemory(forceFullCollection: true) - before) / (double)Grains);
            return Grains / seconds;
        });
        bytes.Sort();
        await output.WriteLineAsync($"grains.activate: {Measure.Count(rate)} activations/s");
        await output.WriteLineAsync($"grains.idle: {Measure.Count(bytes[bytes.Count / 2])} bytes/activation");
    }

    static async Task Activate(IGrainFactory factory, int first, int count)
    {
        for (var key = first; key < first + count; key++)
            await factory.GetGrain<ITickedGrain>(key).Tick(s_tick);
    }

    static async Task Rate(TextWriter output, string name, Func<Task<long>> batch)
    {
        var (fastest, median) = await Measure.Rate(OnPool(batch));
        await output.WriteLineAsync($"{name}: {Measure.Count(fastest)} calls/s");
        await output.WriteLineAsync($"{name}.median: {Measure.Count(median)} calls/s");
    }

    // On the thread pool, as in the service: the caller of a console program's Main has no thread of the pool.
    static Func<Task<long>> OnPool(Func<Task<long>> batch) => () => Task.Run(batch);

    // One target's loop is compiled for it alone, as a caller's would be: TTarget only makes it another method.
    static async Task<long> OneByOne<TTarget>(ITicked target, int calls = Sequential)
        where TTarget : struct
    {
        for (var i = 0; i < calls; i++)
            await target.Tick(s_tick);
        return calls;
    }

    static async Task<long> EmptyTurns()
    {
        for (var i = 0; i < Sequential; i++)
            await Task.Factory.StartNew(s_nothing, s_atOnce, CancellationToken.None, TaskCreationOptions.DenyChildAttach, s_atOnce);
        return Sequential;
    }

    static async Task<long> TaskRuns()
    {
        for (var i = 0; i < Sequential; i++)
            await Task.Run(static () => { });
        return Sequential;
    }

    // Each worker walks over its share of the grains and keeps its share of the calls in flight.
    static async Task<long> Together(ITicked[] grains)
    {
        var share = grains.Length / Workers;
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(async () =>
        {
            var flying = new Task[InFlight / Workers];
            Array.Fill(flying, Task.CompletedTask);
            for (var i = 0; i < share; i++)
            {
                var slot = i % flying.Length;
                await flying[slot];
                flying[slot] = grains[(worker * share) + i].Tick(s_tick);
            }

            await Task.WhenAll(flying);
        })));
        return share * Workers;
    }

    static async Task Report(TextWriter output, string name, Measure.Fastest measured, Measure.Fastest known, string what)
    {
        await output.WriteLineAsync($"{name}: {Measure.Fraction(measured.Nanoseconds)} ns");
        await output.WriteLineAsync($"{name}: {Measure.Fraction(measured.Bytes)} bytes");
        await output.WriteLineAsync($"{name}.ratio: {Measure.Fraction(measured.Nanoseconds / known.Nanoseconds)} times {what} of {Measure.Fraction(known.Nanoseconds)} ns");
    }

    readonly struct Bare;

    readonly struct Idle;

    readonly struct Held;

    /// <summary>The least that a scheduler can do.</summary>
    sealed class AtOnce : TaskScheduler
    {
        protected override void QueueTask(Task task) => TryExecuteTask(task);

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => !taskWasPreviouslyQueued && TryExecuteTask(task);

        protected override IEnumerable<Task>? GetScheduledTasks() => null;
    }
}
