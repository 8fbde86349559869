using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace Orleans.Runtime;

/// <summary>Makes references; usable from any thread.</summary>
sealed class GrainFactory(Silo silo, GrainRegistry registry) : IClusterClient
{
    readonly ConcurrentDictionary<(Type Interface, string? Prefix), ReferenceShared> _shared = new();
    readonly FrozenDictionary<GrainType, GrainClass> _byType = ByType(silo.Classes);

    public IServiceProvider ServiceProvider => silo.Services;

    public TGrainInterface GetGrain<TGrainInterface>(Guid primaryKey, string? grainClassNamePrefix = null) where TGrainInterface : IGrainWithGuidKey =>
        Get<TGrainInterface>(GrainIdKeyExtensions.CreateGuidKey(primaryKey), grainClassNamePrefix);

    public TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string? grainClassNamePrefix = null) where TGrainInterface : IGrainWithIntegerKey =>
        Get<TGrainInterface>(GrainIdKeyExtensions.CreateIntegerKey(primaryKey), grainClassNamePrefix);

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null) where TGrainInterface : IGrainWithStringKey =>
        Get<TGrainInterface>(StringKey(primaryKey), grainClassNamePrefix);

    public TGrainInterface GetGrain<TGrainInterface>(Guid primaryKey, string keyExtension, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithGuidCompoundKey =>
        Get<TGrainInterface>(GrainIdKeyExtensions.CreateGuidKey(primaryKey, Extension(keyExtension)), grainClassNamePrefix);

    public TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string keyExtension, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithIntegerCompoundKey =>
        Get<TGrainInterface>(GrainIdKeyExtensions.CreateIntegerKey(primaryKey, Extension(keyExtension)), grainClassNamePrefix);

    public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId) where TGrainInterface : IAddressable =>
        (TGrainInterface)Reference(typeof(TGrainInterface), grainId);

    public IAddressable GetGrain(GrainId grainId) => Reference(ClassOf(grainId.Type), grainId.Key);

    public IGrain GetGrain(Type grainInterfaceType, Guid grainPrimaryKey) => Get(grainInterfaceType, GrainIdKeyExtensions.CreateGuidKey(grainPrimaryKey));

    public IGrain GetGrain(Type grainInterfaceType, long grainPrimaryKey) => Get(grainInterfaceType, GrainIdKeyExtensions.CreateIntegerKey(grainPrimaryKey));

    public IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey) => Get(grainInterfaceType, StringKey(grainPrimaryKey));

    public IGrain GetGrain(Type grainInterfaceType, Guid grainPrimaryKey, string keyExtension) =>
        Get(grainInterfaceType, GrainIdKeyExtensions.CreateGuidKey(grainPrimaryKey, Extension(keyExtension)));

    public IGrain GetGrain(Type grainInterfaceType, long grainPrimaryKey, string keyExtension) =>
        Get(grainInterfaceType, GrainIdKeyExtensions.CreateIntegerKey(grainPrimaryKey, Extension(keyExtension)));

    public TGrainObserverInterface CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj) where TGrainObserverInterface : IGrainObserver
    {
        ArgumentNullException.ThrowIfNull(obj);
        if (obj is GrainReference)
            throw new ArgumentException("The object is a reference already: pass the object that receives the calls.", nameof(obj));
        if (obj is IGrainBase)
            throw new ArgumentException("A grain needs no object reference: pass this.AsReference<I>().", nameof(obj));
        if (obj is not TGrainObserverInterface)
            throw new ArgumentException($"{obj.GetType()} does not implement {typeof(TGrainObserverInterface)}.", nameof(obj));
        return (TGrainObserverInterface)(object)Shared(typeof(TGrainObserverInterface), null).Make(silo.Observers.Add(obj));
    }

    public void DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj) where TGrainObserverInterface : IGrainObserver
    {
        if (obj is not GrainReference reference)
            throw new ArgumentException("Pass the reference that CreateObjectReference returned, not the object.", nameof(obj));
        silo.Observers.Remove(reference.GrainId.Key);
    }

    /// <summary>A reference of an interface to a known grain or observer.</summary>
    public IAddressable Reference(Type interfaceType, GrainId id)
    {
        if (id.Type == ObserverTable.GrainType)
            return Shared(interfaceType, null).Make(id.Key);
        return MakeShared(interfaceType, ClassOf(id.Type)).Make(id.Key);
    }

    /// <summary>A reference of the class's own main interface.</summary>
    public GrainReference Reference(GrainClass type, IdSpan key) =>
        MakeShared(registry.Interfaces.Keys.First(i => typeof(IGrain).IsAssignableFrom(i) && i != typeof(IRemindable) && i.IsAssignableFrom(type.Class)), type).Make(key);

    static FrozenDictionary<GrainType, GrainClass> ByType(IReadOnlyList<GrainClass> classes)
    {
        foreach (var same in classes.GroupBy(static c => c.GrainType).Where(static g => g.Count() > 1))
            throw new OrleansConfigurationException($"The grain classes {string.Join(" and ", same.Select(static c => c.Class))} are both called '{same.Key}': give one a [GrainType].");
        return classes.ToFrozenDictionary(static c => c.GrainType);
    }

    static IdSpan StringKey(string key) =>
        string.IsNullOrWhiteSpace(key) ? throw new ArgumentException("A grain key must not be empty.", nameof(key)) : IdSpan.Create(key);

    static string Extension(string extension) =>
        string.IsNullOrWhiteSpace(extension) ? throw new ArgumentException("A key extension must not be empty.", nameof(extension)) : extension;

    TGrainInterface Get<TGrainInterface>(IdSpan key, string? prefix) => (TGrainInterface)(object)Shared(typeof(TGrainInterface), prefix).Make(key);

    IGrain Get(Type interfaceType, IdSpan key) => (IGrain)(object)Shared(interfaceType, null).Make(key);

    ReferenceShared Shared(Type interfaceType, string? prefix) =>
        _shared.TryGetValue((interfaceType, prefix), out var shared) ? shared : _shared.GetOrAdd((interfaceType, prefix), Resolve);

    ReferenceShared Resolve((Type Interface, string? Prefix) asked)
    {
        if (typeof(IGrainObserver).IsAssignableFrom(asked.Interface))
            return new ReferenceShared(silo, asked.Interface, null, Maker(asked.Interface));
        var candidates = silo.Classes.Where(c => asked.Interface.IsAssignableFrom(c.Class)).ToList();
        if (asked.Prefix is { } prefix)
            candidates = candidates.FindAll(c => c.Class.FullName == prefix) is [_] exact ? exact : candidates.FindAll(c => c.Class.FullName!.StartsWith(prefix, StringComparison.Ordinal));
        // IThing means Thing, whatever else implements it.
        else if (candidates.FindAll(c => c.Class.Name == asked.Interface.Name[1..]) is [_] namesake)
            candidates = namesake;
        return candidates.Count switch
        {
            1 => new ReferenceShared(silo, asked.Interface, candidates[0], Maker(asked.Interface)),
            0 => throw new ArgumentException($"No grain class implements {asked.Interface}{(asked.Prefix is null ? "" : $" with the prefix '{asked.Prefix}'")}: add one, and reference its project."),
            _ => throw new ArgumentException($"{string.Join(" and ", candidates.Select(static c => c.Class))} all implement {asked.Interface}: pass a grainClassNamePrefix."),
        };
    }

    ReferenceShared MakeShared(Type interfaceType, GrainClass type) =>
        _shared.GetOrAdd((interfaceType, "\0" + type.GrainType), _ => new ReferenceShared(silo, interfaceType, type, Maker(interfaceType)));

    Func<ReferenceShared, IdSpan, GrainReference> Maker(Type interfaceType) =>
        registry.Interfaces.TryGetValue(interfaceType, out var make)
            ? make
            : throw new ArgumentException($"{interfaceType} has no generated proxy: it must be an interface that derives from IGrain or IGrainObserver, in a project that references the generator.");

    GrainClass ClassOf(GrainType type) =>
        _byType.TryGetValue(type, out var found) ? found : throw new ArgumentException($"No grain class is called '{type}'.");
}
