namespace Grains.Secrets;

/// <summary>Wraps data keys under a master key that never leaves it. A key service plugs in here.</summary>
interface IKeyWrapper
{
    /// <summary>Wraps under the key in use, and names it.</summary>
    /// <exception cref="KeyUnavailableException">The key cannot be used now.</exception>
    Task<(string KeyId, byte[] Wrapped)> Wrap(byte[] dataKey, CancellationToken cancellationToken);

    /// <exception cref="KeyUnavailableException">The key is not known, or cannot be used now.</exception>
    Task<byte[]> Unwrap(string keyId, byte[] wrapped, CancellationToken cancellationToken);
}
