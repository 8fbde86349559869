namespace Grains.Storage;

/// <summary>Which process publishes the outbox when several could.</summary>
interface IOutboxTurn
{
    /// <summary>Whether this process publishes now. If not, the one that does has been told to look.</summary>
    Task<bool> Take(CancellationToken cancellationToken);

    /// <summary>Lets another process publish.</summary>
    Task Release();
}

/// <summary>There is no other process.</summary>
sealed class OnlyPublisher : IOutboxTurn
{
    public Task<bool> Take(CancellationToken cancellationToken) => Task.FromResult(true);

    public Task Release() => Task.CompletedTask;
}
