using Orleans.Runtime;

namespace Orleans;

/// <summary>Keys and references of grains. They take a reference or, inside of it, the grain itself.</summary>
public static class GrainExtensions
{
    /// <summary>A reference to the same grain. Pass this, never <c>this</c>, to other grains.</summary>
    public static TGrainInterface AsReference<TGrainInterface>(this IAddressable grain) => (TGrainInterface)AsReference(grain, typeof(TGrainInterface));

    public static object AsReference(this IAddressable grain, Type interfaceType)
    {
        ArgumentNullException.ThrowIfNull(grain);
        return grain switch
        {
            GrainReference reference when interfaceType.IsInstanceOfType(reference) => reference,
            GrainReference reference => reference.Shared.Silo.Factory.Reference(interfaceType, reference.GrainId),
            IGrainBase { GrainContext: Activation context } => context.Silo.Factory.Reference(interfaceType, context.GrainId),
            IGrainObserver => throw new ArgumentException("An observer object has no identity yet: call CreateObjectReference first.", nameof(grain)),
            _ => throw NotAddressable(grain),
        };
    }

    public static TGrainInterface Cast<TGrainInterface>(this IAddressable grain) => AsReference<TGrainInterface>(grain);

    public static object Cast(this IAddressable grain, Type interfaceType) => AsReference(grain, interfaceType);

    public static GrainId GetGrainId(this IAddressable grain)
    {
        ArgumentNullException.ThrowIfNull(grain);
        return grain switch
        {
            GrainReference reference => reference.GrainId,
            IGrainBase { GrainContext: { } context } => context.GrainId,
            _ => throw NotAddressable(grain),
        };
    }

    public static string GetPrimaryKeyString(this IAddressable grain) => GetGrainId(grain).Key.ToString();

    public static long GetPrimaryKeyLong(this IAddressable grain) => GetGrainId(grain).GetIntegerKey();

    public static long GetPrimaryKeyLong(this IAddressable grain, out string? keyExt) => GetGrainId(grain).GetIntegerKey(out keyExt);

    public static Guid GetPrimaryKey(this IAddressable grain) => GetGrainId(grain).GetGuidKey();

    public static Guid GetPrimaryKey(this IAddressable grain, out string? keyExt) => GetGrainId(grain).GetGuidKey(out keyExt);

    static ArgumentException NotAddressable(IAddressable grain) =>
        new($"An object of type {grain.GetType()} is neither a grain nor a reference to one.", nameof(grain));
}
