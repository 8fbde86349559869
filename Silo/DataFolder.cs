namespace Silo;

/// <summary>The folder of all state, held by one process at a time.</summary>
public sealed class DataFolder : IDisposable
{
    readonly FileStream held;

    DataFolder(string path, FileStream held) => (Path, this.held) = (path, held);

    /// <summary>Absolute.</summary>
    public string Path { get; }

    /// <summary>Orders and everything else that is ours.</summary>
    public string Database => System.IO.Path.Combine(Path, "ticker.db");

    /// <summary>Grain settings, by the Orleans storage provider.</summary>
    public string GrainDatabase => System.IO.Path.Combine(Path, "grains.db");

    /// <summary>The bundled simulator's books.</summary>
    public string Simulator => System.IO.Path.Combine(Path, "simulator");

    /// <exception cref="StartupException">It cannot be written, or another process holds it.</exception>
    public static DataFolder Take(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The data folder {path} cannot be created ({e.Message}): set TICKER_DATA to a folder that this user may write.", e);
        }

        var file = System.IO.Path.Combine(path, "ticker.lock");
        try
        {
            // The operating system frees it when the process dies, however it dies.
            return new(path, new(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException e)
        {
            throw new StartupException($"The data folder {path} cannot be written: set TICKER_DATA to a folder that this user may write.", e);
        }
        catch (IOException e) when (File.Exists(file))
        {
            throw new StartupException($"The data folder {path} is in use by another process: stop that one, or set TICKER_DATA to another folder.", e);
        }
        catch (IOException e)
        {
            throw new StartupException($"The data folder {path} cannot be written ({e.Message}): set TICKER_DATA to a folder that this user may write.", e);
        }
    }

    public void Dispose() => held.Dispose();
}
