namespace Grains.Storage;

/// <summary>The database file cannot be used. The message is one sentence for the operator; the file was not changed.</summary>
public sealed class DatabaseException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A read or write failed.</summary>
public sealed class StorageUnavailableException(string message, bool mayHaveCommitted, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>True when the commit itself failed: only reading back tells whether it happened.</summary>
    public bool MayHaveCommitted { get; } = mayHaveCommitted;
}
