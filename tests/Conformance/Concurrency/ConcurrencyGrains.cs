using Orleans.Concurrency;
using Orleans.Runtime;

namespace Conformance.Concurrency;

public interface IGateGrain : IGrainWithStringKey
{
    Task Plain(string name);

    [ReadOnly]
    Task Read(string name);

    [AlwaysInterleave]
    Task Always(string name);

    [OneWay]
    Task Forget(string name);

    [OneWay]
    ValueTask ForgetAndFail();

    [ResponseTimeout("00:00:05")]
    Task Hurried(string name);

    Task WithToken(string name, CancellationToken token);

    Task<int> CallOther(IGateGrain other, string name);

    Task<int> CallBack(IGateGrain other, IGateGrain self, bool allow);

    Task Through(IGateGrain target, string name);

    Task<bool> TurnsNeverOverlap(int steps);

    Task<string> Schedulers();

    Task Busy(string name);
}

public abstract class GateGrainBase(Probe probe) : Grain
{
    int _inside;

    public Task Plain(string name) => Visit(name);

    public Task Read(string name) => Visit(name);

    public Task Always(string name) => Visit(name);

    public Task Forget(string name) => Visit(name);

    public ValueTask ForgetAndFail() => throw new InvalidOperationException("nobody hears this");

    public Task Hurried(string name) => Visit(name);

    public async Task WithToken(string name, CancellationToken token)
    {
        probe.Note("start " + name);
        // Callbacks run last to first, and leaving this method takes the registration away.
        var gate = probe.Gate(name).WaitAsync(token);
        await using var _ = token.Register(() => probe.Note($"token of {name} on a turn: {TaskScheduler.Current != TaskScheduler.Default}"));
        await gate;
        probe.Note("end " + name);
    }

    public async Task<int> CallOther(IGateGrain other, string name)
    {
        await other.Plain(name);
        return 1;
    }

    public async Task<int> CallBack(IGateGrain other, IGateGrain self, bool allow)
    {
        if (!allow)
            return await other.CallOther(self, "back");
        using (RequestContext.AllowCallChainReentrancy())
            return await other.CallOther(self, "back");
    }

    public Task Through(IGateGrain target, string name) => target.Plain(name);

    public async Task<bool> TurnsNeverOverlap(int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            if (Interlocked.Increment(ref _inside) != 1)
                return false;
            Thread.SpinWait(50);
            Interlocked.Decrement(ref _inside);
            await Task.Yield();
        }

        return true;
    }

    public async Task<string> Schedulers()
    {
        var before = TaskScheduler.Current;
        await Task.Yield();
        var afterYield = TaskScheduler.Current == before;
        await Task.Run(static () => { });
        var afterRun = TaskScheduler.Current == before;
        var inRun = await Task.Run(() => TaskScheduler.Current == TaskScheduler.Default);
        var child = await Task.Factory.StartNew(() => TaskScheduler.Current == before, CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Current);
        return $"{before != TaskScheduler.Default} {afterYield} {afterRun} {inRun} {child}";
    }

    public Task Busy(string name)
    {
        probe.Note("busy " + name);
        return Task.CompletedTask;
    }

    async Task Visit(string name)
    {
        probe.Note("start " + name);
        await probe.Gate(name);
        probe.Note("end " + name);
    }
}

[GrainType("plain-gate")]
public sealed class GateGrain(Probe probe) : GateGrainBase(probe), IGateGrain;

public interface IReentrantGateGrain : IGateGrain;

[Reentrant]
[GrainType("reentrant-gate")]
public sealed class ReentrantGateGrain(Probe probe) : GateGrainBase(probe), IReentrantGateGrain;

public interface IWorkerGrain : IGrainWithStringKey
{
    Task<int> Work(string gate);
}

[StatelessWorker(2)]
public sealed class WorkerGrain(Probe probe) : Grain, IWorkerGrain
{
    static int s_last;

    readonly int _number = Interlocked.Increment(ref s_last);

    public async Task<int> Work(string gate)
    {
        probe.Note("start " + gate);
        await probe.Gate(gate);
        return _number;
    }
}
