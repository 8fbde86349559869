namespace Orleans.Runtime;

/// <summary>What all references of one interface to one grain class have in common.</summary>
sealed class ReferenceShared(Silo silo, Type interfaceType, GrainClass? type, Func<ReferenceShared, IdSpan, GrainReference> make)
{
    public Silo Silo => silo;

    public Type InterfaceType => interfaceType;

    /// <summary>Null for observers.</summary>
    public GrainClass? Class => type;

    public GrainType GrainType { get; } = type?.GrainType ?? ObserverTable.GrainType;

    public GrainReference Make(IdSpan key) => make(this, key);

    public void Route(IdSpan key, Request request)
    {
        if (type is null)
            silo.Observers.Route(key, request);
        else
            type.Route(key, request);
    }
}
