namespace Orleans
{
    /// <summary>Marks an interface whose methods are calls to a virtual actor.</summary>
    public interface IGrain : Runtime.IAddressable;

    /// <summary>A grain whose key is a string.</summary>
    public interface IGrainWithStringKey : IGrain;

    /// <summary>A grain whose key is a 64-bit integer.</summary>
    public interface IGrainWithIntegerKey : IGrain;

    /// <summary>A grain whose key is a GUID.</summary>
    public interface IGrainWithGuidKey : IGrain;

    /// <summary>A grain whose key is a 64-bit integer and a string.</summary>
    public interface IGrainWithIntegerCompoundKey : IGrain;

    /// <summary>A grain whose key is a GUID and a string.</summary>
    public interface IGrainWithGuidCompoundKey : IGrain;

    /// <summary>A callback interface that any object may implement; see <see cref="IGrainFactory.CreateObjectReference{TGrainObserverInterface}"/>.</summary>
    public interface IGrainObserver : Runtime.IAddressable;
}

namespace Orleans.Runtime
{
    /// <summary>Anything that calls can be addressed to.</summary>
    public interface IAddressable;
}
