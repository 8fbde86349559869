using Orleans.Runtime;

namespace Conformance.Lifecycle;

public interface ILifecycleGrain : IGrainWithStringKey
{
    Task<int> Number();

    Task End();

    Task EndAndWait(string gate);

    Task Wait(string gate);

    Task Delay(TimeSpan time);

    Task<string> Services();
}

/// <summary>What activations of the test are to do.</summary>
public sealed class LifecyclePlan
{
    int _number;

    public bool FailConstructor { get; set; }

    public bool FailActivation { get; set; }

    public bool FailDeactivation { get; set; }

    public bool WaitInActivation { get; set; }

    public bool EndInActivation { get; set; }

    public int Next() => Interlocked.Increment(ref _number);
}

public sealed class LifecycleGrain : Grain, ILifecycleGrain
{
    readonly Probe _probe;
    readonly LifecyclePlan _plan;
    readonly int _number;

    public LifecycleGrain(Probe probe, LifecyclePlan plan)
    {
        _probe = probe;
        _plan = plan;
        _number = plan.Next();
        probe.Note($"construct {_number}");
        if (plan.FailConstructor)
            throw new FormatException("bad constructor");
    }

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _probe.Note($"activate {_number}");
        if (_plan.WaitInActivation)
            await _probe.Gate("activation");
        if (_plan.EndInActivation)
            DeactivateOnIdle();
        if (_plan.FailActivation)
            throw new FormatException("bad activation");
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _probe.Note($"deactivate {_number} {reason.ReasonCode}");
        await Task.Yield();
        if (_plan.FailDeactivation)
            throw new FormatException("bad deactivation");
        _probe.Note($"gone {_number}");
    }

    public Task<int> Number()
    {
        _probe.Note($"call {_number}");
        return Task.FromResult(_number);
    }

    public Task End()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public async Task EndAndWait(string gate)
    {
        DeactivateOnIdle();
        _probe.Note("ending");
        await _probe.Gate(gate);
        _probe.Note("ended");
    }

    public async Task Wait(string gate)
    {
        _probe.Note("waiting");
        await _probe.Gate(gate);
    }

    public Task Delay(TimeSpan time)
    {
        DelayDeactivation(time);
        return Task.CompletedTask;
    }

    public Task<string> Services() =>
        Task.FromResult($"{ServiceProvider.GetService(typeof(Probe)) is not null} {GrainContext.GrainId} {this.GetPrimaryKeyString()} {GrainReference.GrainId} {IdentityString}");
}

public interface IKeptGrain : IGrainWithStringKey
{
    Task Touch();
}

[KeepAlive]
public sealed class KeptGrain(Probe probe) : Grain, IKeptGrain
{
    public Task Touch() => Task.CompletedTask;

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        probe.Note($"kept {reason.ReasonCode}");
        return Task.CompletedTask;
    }
}

public interface IShortGrain : IGrainWithStringKey
{
    Task Touch();
}

[CollectionAgeLimit("00:02:00")]
public sealed class ShortGrain(Probe probe) : Grain, IShortGrain
{
    public Task Touch() => Task.CompletedTask;

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        probe.Note($"short {reason.ReasonCode}");
        return Task.CompletedTask;
    }
}
