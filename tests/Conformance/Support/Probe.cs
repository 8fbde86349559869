using System.Collections.Concurrent;

namespace Conformance.Support;

/// <summary>Where test grains write what happened, and wait at gates that the test opens.</summary>
public sealed class Probe
{
    static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    readonly ConcurrentDictionary<string, TaskCompletionSource> _gates = new();
    readonly ConcurrentQueue<string> _log = new();
    readonly ConcurrentDictionary<string, TaskCompletionSource> _seen = new();

    public IReadOnlyList<string> Log => [.. _log];

    /// <summary>Grains wait here until the test opens the gate.</summary>
    public Task Gate(string name) => Source(_gates, name).Task;

    public void Open(string name) => Source(_gates, name).TrySetResult();

    public void Note(string what)
    {
        _log.Enqueue(what);
        Source(_seen, what).TrySetResult();
    }

    /// <summary>Completes when something was noted; fails with what was noted instead.</summary>
    public async Task Seen(string what)
    {
        try
        {
            await Source(_seen, what).Task.WaitAsync(s_patience);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"'{what}' was not noted within {s_patience}; noted: {string.Join(", ", _log)}");
        }
    }

    static TaskCompletionSource Source(ConcurrentDictionary<string, TaskCompletionSource> sources, string name) =>
        sources.GetOrAdd(name, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
