using System.Collections.Concurrent;
using System.Reflection;
using Orleans.Concurrency;

namespace Orleans.Runtime;

/// <summary>One grain class in one silo: what its attributes say, and its activations.</summary>
sealed partial class GrainClass
{
    readonly ConcurrentDictionary<IdSpan, Activation> _activations = new();
    readonly ConcurrentDictionary<IdSpan, StatelessPool> _pools = new();
    readonly Func<Activation, object> _create;
    readonly bool _inlinable;

    public GrainClass(Silo silo, Type type)
    {
        Silo = silo;
        Class = type;
        GrainType = GrainType.Create(NameOf(type));
        Reentrant = type.IsDefined(typeof(ReentrantAttribute), true);
        MaxWorkers = type.GetCustomAttribute<StatelessWorkerAttribute>(true)?.MaxLocalWorkers ?? 0;
        OverridesOnActivate = Overrides(type, nameof(IGrainBase.OnActivateAsync));
        OverridesOnDeactivate = Overrides(type, nameof(IGrainBase.OnDeactivateAsync));
        Filtered = silo.Filters.HasIncoming || typeof(IIncomingGrainCallFilter).IsAssignableFrom(type);
        _inlinable = !Filtered && !silo.Filters.HasOutgoing && !IsStatelessWorker;
        CollectAfterTicks = silo.Collector.LimitOf(type);
        _create = GrainConstruction.Compile(silo, type);
    }

    public Silo Silo { get; }

    public Type Class { get; }

    public GrainType GrainType { get; }

    public bool Reentrant { get; }

    /// <summary>Activations of one id at most; 0 when the class is not a stateless worker.</summary>
    public int MaxWorkers { get; }

    public bool IsStatelessWorker => MaxWorkers > 0;

    public bool Filtered { get; }

    public bool OverridesOnActivate { get; }

    public bool OverridesOnDeactivate { get; }

    /// <summary>Null when activations are never collected.</summary>
    public int? CollectAfterTicks { get; }

    public IEnumerable<Activation> Activations =>
        IsStatelessWorker ? _pools.Values.SelectMany(static pool => pool.Workers) : _activations.Select(static pair => pair.Value);

    public int Count => IsStatelessWorker ? _pools.Values.Sum(static pool => pool.Workers.Length) : _activations.Count;

    public object Create(Activation activation) => _create(activation);

    public static string NameOf(Type type)
    {
        if (type.GetCustomAttribute<GrainTypeAttribute>() is { } named)
            return named.Name;
        var name = type.Name.ToLowerInvariant();
        return name.Length > 5 && name.EndsWith("grain", StringComparison.Ordinal) ? name[..^5] : name;
    }

    /// <summary>Sends a request to the activation of the key, making one if there is none. Null when it was sent, else why not.</summary>
    public Activation? Route(IdSpan key, Request request)
    {
        while (true)
        {
            if (FailureOf(key) is { } failure)
            {
                request.Fail(failure);
                return null;
            }

            var target = Find(key);
            if (Silo.QueueLimit > 0 && target.QueueLength >= Silo.QueueLimit)
            {
                Silo.OnRejected();
                request.Fail(new LimitExceededException($"{Silo.QueueLimit} requests wait for {target}: call again later, or raise SiloMessagingOptions.MaxEnqueuedRequestsHardLimit."));
                return null;
            }

            if (target.Post(request))
                return target;
        }
    }

    /// <summary>The activation of a key; a new one if there is none or it is gone.</summary>
    public Activation Find(IdSpan key)
    {
        if (IsStatelessWorker)
            return _pools.GetOrAdd(key, static (k, self) => new StatelessPool(self, k), this).Pick();
        while (true)
        {
            if (_activations.TryGetValue(key, out var found))
            {
                if (!found.IsGone)
                    return found;
                Remove(found);
            }

            var made = new Activation(this, key);
            if (_activations.TryAdd(key, made))
                return made;
        }
    }

    public Activation? TryGet(IdSpan key) => _activations.TryGetValue(key, out var found) ? found : null;

    public void Replace(Activation gone, Activation heir) => _activations[gone.Key] = heir;

    public void Remove(Activation gone)
    {
        if (IsStatelessWorker)
            _pools.GetValueOrDefault(gone.Key)?.Remove(gone);
        else
            _activations.TryRemove(new KeyValuePair<IdSpan, Activation>(gone.Key, gone));
    }

    // Most grains override neither method: their activation then needs no task, no token and no time limit.
    static bool Overrides(Type type, string method)
    {
        if (!typeof(IGrainBase).IsAssignableFrom(type))
            return false;
        var map = type.GetInterfaceMap(typeof(IGrainBase));
        var index = Array.FindIndex(map.InterfaceMethods, m => m.Name == method);
        var declaring = map.TargetMethods[index].DeclaringType;
        return declaring != typeof(Grain) && declaring != typeof(IGrainBase);
    }
}
