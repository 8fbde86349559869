namespace Orleans.Runtime;

/// <summary>Something for an activation to do in a turn. Items are links of its inbox.</summary>
abstract class WorkItem : IThreadPoolWorkItem
{
    /// <summary>Where the item was posted to last; null on its way to an observer.</summary>
    public Activation? Activation { get; set; }

    /// <summary>The item that was posted before this one while it is in the inbox; the one behind it while it is in a queue.</summary>
    public WorkItem? Next { get; set; }

    /// <summary>How many items the inbox holds with this one on top.</summary>
    public int Count { get; set; }

    /// <summary>Called on the activation's turn.</summary>
    public abstract void Run(Activation activation);

    /// <summary>The pool's thread has come for an item that found its activation with nothing to do.</summary>
    void IThreadPoolWorkItem.Execute() => Activation!.Enter(this);
}

/// <summary>A state of the inbox rather than work.</summary>
sealed class Marker : WorkItem
{
    public override void Run(Activation activation) => throw new InvalidOperationException("A marker is never run.");
}

/// <summary>A continuation, or any task that was started on the activation's scheduler.</summary>
sealed class TaskItem(Task task) : WorkItem
{
    public override void Run(Activation activation) => activation.Execute(task);
}

/// <summary>Something that the runtime does on the activation's turn.</summary>
sealed class ActionItem(Action<Activation> action) : WorkItem
{
    public override void Run(Activation activation)
    {
        ExecutionContext.Restore(CleanContext.Value);
        try
        {
            action(activation);
        }
        catch (Exception error)
        {
            // Callbacks of a cancelled token, for example: the turn must go on.
            activation.Silo.Log.TurnFailed(error, activation.GrainId);
        }
    }
}
