namespace Orleans.Runtime;

/// <summary>One activation as the grain sees it.</summary>
public interface IGrainContext : IEquatable<IGrainContext>
{
    GrainId GrainId { get; }

    GrainReference GrainReference { get; }

    /// <summary>The grain object; null before its constructor has run.</summary>
    object? GrainInstance { get; }

    /// <summary>The services of this activation: a scope that lives as long as it.</summary>
    IServiceProvider ActivationServices { get; }

    /// <summary>Completes when the activation is gone.</summary>
    Task Deactivated { get; }

    /// <summary>Starts deactivation; running requests finish, queued ones go to the next activation.</summary>
    void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default);
}

/// <summary>Gives the context of the grain whose turn is running.</summary>
public interface IGrainContextAccessor
{
    IGrainContext GrainContext { get; }
}
