using System.Diagnostics.CodeAnalysis;

namespace Orleans.Runtime;

/// <summary>When and how a grain timer ticks.</summary>
public readonly struct GrainTimerCreationOptions
{
    public GrainTimerCreationOptions()
    {
    }

    [SetsRequiredMembers]
    public GrainTimerCreationOptions(TimeSpan dueTime, TimeSpan period)
    {
        DueTime = dueTime;
        Period = period;
    }

    /// <summary>Time to the first tick: zero is at once, <see cref="Timeout.InfiniteTimeSpan"/> is not before <see cref="IGrainTimer.Change"/>.</summary>
    public required TimeSpan DueTime { get; init; }

    /// <summary>Time from the end of a tick to the next one; <see cref="Timeout.InfiniteTimeSpan"/> is one tick only.</summary>
    public required TimeSpan Period { get; init; }

    /// <summary>Ticks may start while a request is waiting at an await. Default: false.</summary>
    public bool Interleave { get; init; }

    /// <summary>Ticks count as use and so put off idle collection. Default: false.</summary>
    public bool KeepAlive { get; init; }
}

/// <summary>A timer of an activation; disposed with it.</summary>
public interface IGrainTimer : IDisposable
{
    /// <summary>Sets a new schedule. Inside of a tick it takes effect when the tick ends.</summary>
    void Change(TimeSpan dueTime, TimeSpan period);
}
