using System.Collections.Immutable;

namespace Orleans.Runtime;

/// <summary>The immutable content of a <see cref="RequestContext"/>.</summary>
sealed class RequestValues(ImmutableDictionary<string, object> items, Guid reentrancyId)
{
    public static readonly RequestValues Empty = new(ImmutableDictionary<string, object>.Empty, Guid.Empty);

    ExecutionContext? _execution;

    public ImmutableDictionary<string, object> Items => items;

    public Guid ReentrancyId => reentrancyId;

    /// <summary>A context that holds these values and nothing else of the caller's.</summary>
    public ExecutionContext Execution => _execution ??= Build();

    public RequestValues With(string key, object value) => new(items.SetItem(key, value), reentrancyId);

    public RequestValues With(Guid reentrancy) => new(items, reentrancy);

    public RequestValues Without(string key) => new(items.Remove(key), reentrancyId);

    ExecutionContext Build()
    {
        var before = ExecutionContext.Capture() ?? CleanContext.Value;
        ExecutionContext.Restore(CleanContext.Value);
        RequestContext.Current = this;
        var built = ExecutionContext.Capture()!;
        ExecutionContext.Restore(before);
        return built;
    }
}
