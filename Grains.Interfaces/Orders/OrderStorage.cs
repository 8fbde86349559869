namespace Grains.Interfaces.Orders;

/// <summary>Whether orders can be stored.</summary>
[GenerateSerializer, Alias("ticker.OrderStorage")]
public enum OrderStorage : byte
{
    /// <summary>The database took the last write.</summary>
    Ready,

    /// <summary>It did, and its disk has little room left.</summary>
    NearlyFull,

    /// <summary>It did not, and takes none now: orders are refused and nothing is sent.</summary>
    Refusing,
}
