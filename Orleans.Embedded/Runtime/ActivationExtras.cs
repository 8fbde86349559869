using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Core;
using Orleans.Streams;

namespace Orleans.Runtime;

/// <summary>The part of an activation's state that most activations never need.</summary>
sealed class ActivationExtras
{
    public AsyncServiceScope? Scope { get; set; }

    /// <summary>Read before the grain activates.</summary>
    public List<IStorage>? States { get; set; }

    public ConcurrentDictionary<GrainTimer, bool>? Timers { get; set; }

    /// <summary>Open call-chain sections and how often each is open.</summary>
    public Dictionary<Guid, int>? Sections { get; set; }

    /// <summary>The observers that this activation has attached to its stream subscriptions.</summary>
    public Dictionary<Guid, IStreamSink>? Sinks { get; set; }

    public TaskCompletionSource Deactivated { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Not collected before this tick of the collector.</summary>
    public int KeepUntil { get; set; } = -1;

    public bool EndRequested { get; set; }

    public DeactivationReason Reason { get; set; }

    /// <summary>Why the activation failed, if it did.</summary>
    public Exception? Failure { get; set; }
}
