using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Orleans.Runtime;

/// <summary>The host: grain classes, their activations, clocks and services of one process.</summary>
sealed class Silo : IDisposable
{
    long _rejected;
    volatile bool _open;
    volatile bool _stopping;

    public Silo(IServiceProvider services)
    {
        Services = services;
        Time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        Log = services.GetRequiredService<ILogger<Silo>>();
        CollectionOptions = services.GetRequiredService<IOptions<GrainCollectionOptions>>().Value;
        var messaging = services.GetRequiredService<IOptions<SiloMessagingOptions>>().Value;
        ResponseTimeoutMs = (long)messaging.ResponseTimeout.TotalMilliseconds;
        QueueLimit = messaging.MaxEnqueuedRequestsHardLimit;
        Timeouts = new ResponseTimeouts(Time, ResponseTimeoutMs);
        Collector = new IdleCollector(this, CollectionOptions);
        Observers = new ObserverTable(this);
        Filters = new FilterPipeline(services);
        var registry = GrainRegistry.OfProcess;
        Classes = registry.Classes.ConvertAll(type => new GrainClass(this, type));
        Factory = new GrainFactory(this, registry);
    }

    public IServiceProvider Services { get; }

    public TimeProvider Time { get; }

    public ILogger Log { get; }

    public GrainCollectionOptions CollectionOptions { get; }

    public long ResponseTimeoutMs { get; }

    public int QueueLimit { get; }

    public ResponseTimeouts Timeouts { get; }

    public IdleCollector Collector { get; }

    public ObserverTable Observers { get; }

    public FilterPipeline Filters { get; }

    public IReadOnlyList<GrainClass> Classes { get; }

    public GrainFactory Factory { get; }

    public bool Stopped { get; private set; }

    public IEnumerable<Activation> Activations => Classes.SelectMany(static type => type.Activations);

    /// <summary>Calls that were refused because a queue was full.</summary>
    public long Rejected => Interlocked.Read(ref _rejected);

    public void OnRejected() => Interlocked.Increment(ref _rejected);

    public void Start()
    {
        Collector.Start();
        SetOpen(true);
    }

    /// <summary>Why a call made by this thread is not taken, or null.</summary>
    public SiloUnavailableException? Refuses()
    {
        if (_open || (Turn.Activation is not null && !Stopped))
            return null;
        return new SiloUnavailableException(Stopped || _stopping ? "The silo is stopping: it takes no new calls." : "The silo is not started: start the host first.");
    }

    /// <summary>Takes no more calls from outside, lets running requests finish, deactivates everything.</summary>
    public async Task StopAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        _stopping = true;
        SetOpen(false);
        Collector.Dispose();
        using var patience = new CancellationTokenSource(limit, Time);
        using var until = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var reason = new DeactivationReason(DeactivationReasonCode.ShuttingDown, "The silo is stopping.");
        try
        {
            await DeactivateAll(reason).WaitAsync(until.Token);
        }
        catch (OperationCanceledException)
        {
            // Requests that do not end: their grains still get OnDeactivateAsync.
            foreach (var activation in Activations)
                activation.ForceEnd();
            try
            {
                await DeactivateAll(reason).WaitAsync(CollectionOptions.DeactivationTimeout, Time, CancellationToken.None);
            }
            catch (TimeoutException error)
            {
                Log.StopIncomplete(error, Activations.Count());
            }
        }

        Stopped = true;
        Timeouts.FailAll(static request => new SiloUnavailableException($"The silo has stopped before {request.Method} of {request.Target} was done."));
    }

    public void Dispose()
    {
        Collector.Dispose();
        Timeouts.Dispose();
    }

    void SetOpen(bool open)
    {
        _open = open;
        foreach (var type in Classes)
            type.SetOpen(open);
    }

    // In rounds: a grain that is still running may call, and so activate, others.
    async Task DeactivateAll(DeactivationReason reason)
    {
        while (Activations.ToList() is { Count: > 0 } activations)
        {
            foreach (var activation in activations)
                activation.Deactivate(reason);
            await Task.WhenAll(activations.Select(static activation => activation.Deactivated));
        }
    }
}
