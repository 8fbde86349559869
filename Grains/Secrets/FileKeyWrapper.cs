using System.Security.Cryptography;

namespace Grains.Secrets;

/// <summary>The keys of a file. It is read again when it has changed, so that a rotation reaches a running service.</summary>
sealed class FileKeyWrapper : IKeyWrapper
{
    readonly string path;
    readonly Lock gate = new();
    IReadOnlyList<(string Id, byte[] Key)> keys;
    DateTime readAt;

    /// <exception cref="KeyFileException">The file cannot be used.</exception>
    public FileKeyWrapper(string path)
    {
        this.path = path;
        keys = MasterKeyFile.Read(path);
        readAt = File.GetLastWriteTimeUtc(path);
    }

    public Task<(string KeyId, byte[] Wrapped)> Wrap(byte[] dataKey, CancellationToken cancellationToken)
    {
        var (id, key) = Keys()[^1];
        return Task.FromResult((id, SealedText.Encrypt(key, dataKey, id)));
    }

    public Task<byte[]> Unwrap(string keyId, byte[] wrapped, CancellationToken cancellationToken)
    {
        var key = Keys().FirstOrDefault(k => k.Id == keyId).Key
            ?? throw new KeyUnavailableException($"The master key {keyId} is not in {path}: restore the key file that has it.");
        try
        {
            return Task.FromResult(SealedText.Decrypt(key, wrapped, keyId));
        }
        catch (CryptographicException e)
        {
            throw new KeyUnavailableException($"The master key {keyId} in {path} is not the one that wrapped this secret: restore the right key file.", e);
        }
    }

    IReadOnlyList<(string Id, byte[] Key)> Keys()
    {
        lock (gate)
        {
            try
            {
                if (File.GetLastWriteTimeUtc(path) is var written && written != readAt)
                    (keys, readAt) = (MasterKeyFile.Read(path), written);
            }
            catch (KeyFileException)
            {
                // The keys that were read at the start still open what they sealed; a start without the file is refused.
            }

            return keys;
        }
    }
}
