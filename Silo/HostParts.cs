using Kite.Simulator;

namespace Silo;

/// <summary>What a process holds beside its host, and lets go of after it.</summary>
/// <param name="Folder">Null where a database server keeps everything.</param>
/// <param name="Simulator">Null when accounts are configured.</param>
public sealed record HostParts(DataFolder? Folder, SimulatorHost? Simulator) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        if (Simulator is not null)
            await Simulator.DisposeAsync();
        Folder?.Dispose();
    }
}
