using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>Streams within this process. Items go from the producer into the queue of each subscription.</summary>
sealed class MemoryStreamProvider(Silo silo, string name) : IStreamProvider
{
    readonly ConcurrentDictionary<StreamId, StreamHub> _hubs = new();
    readonly ILookup<string, GrainClass> _implicit = silo.Classes
        .SelectMany(static type => type.Class.GetCustomAttributes<ImplicitStreamSubscriptionAttribute>(true).Select(a => (a.Namespace, type)))
        .ToLookup(static pair => pair.Namespace, static pair => pair.type);
    long _lastId;

    public string Name => name;

    public bool IsRewindable => false;

    public Silo Silo => silo;

    public IAsyncStream<T> GetStream<T>(StreamId streamId) => new MemoryStream<T>(_hubs.GetOrAdd(streamId, static (id, self) => new StreamHub(self, id), this));

    public Guid NewId() => new((int)Interlocked.Increment(ref _lastId), 0, 0, [2, 0, 0, 0, 0, 0, 0, 0]);

    public IEnumerable<GrainReference> ImplicitConsumers(StreamId id) =>
        _implicit[id.GetNamespace() ?? ""].Select(type => silo.Factory.Reference(type, KeyFor(type, id)));

    static IdSpan KeyFor(GrainClass type, StreamId id)
    {
        var key = id.GetKeyAsString();
        return typeof(IGrainWithIntegerKey).IsAssignableFrom(type.Class)
            ? GrainIdKeyExtensions.CreateIntegerKey(long.Parse(key, CultureInfo.InvariantCulture))
            : IdSpan.Create(key);
    }
}
