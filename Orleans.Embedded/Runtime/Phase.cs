namespace Orleans.Runtime;

/// <summary>How far an activation is in its life.</summary>
enum Phase : byte
{
    New,
    Activating,
    Active,
    Deactivating,
    Gone,
}
