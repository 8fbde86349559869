using Orleans.Runtime;

namespace Orleans;

/// <summary>The part of a grain class that the runtime needs. Derive from <see cref="Grain"/> unless another base class is wanted.</summary>
public interface IGrainBase
{
    /// <summary>The context of this activation; pass the one injected into the constructor.</summary>
    IGrainContext GrainContext { get; }

    /// <summary>Runs after the persistent state was read and before the first request.</summary>
    Task OnActivateAsync(CancellationToken token) => Task.CompletedTask;

    /// <summary>Runs before the activation goes away. Not called when the process dies.</summary>
    Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token) => Task.CompletedTask;
}
