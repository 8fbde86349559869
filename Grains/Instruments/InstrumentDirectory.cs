using Kite.Instruments;

namespace Grains.Instruments;

/// <summary>This silo's copy of the day's instrument master, replaced as a whole.</summary>
public sealed class InstrumentDirectory
{
    readonly TaskCompletionSource loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    InstrumentMaster? current;

    /// <summary>Null until the first download, and after a switch of the market's mode until the next.</summary>
    public InstrumentMaster? Current => Volatile.Read(ref current);

    /// <summary>Completes with the first master.</summary>
    public Task Loaded => loaded.Task;

    /// <summary>The list is of another market: until the next one nothing is listed.</summary>
    public void Clear() => Volatile.Write(ref current, null);

    public void Replace(InstrumentMaster master)
    {
        ArgumentNullException.ThrowIfNull(master);
        Volatile.Write(ref current, master);
        loaded.TrySetResult();
    }
}
