using System.Security.Cryptography;
using System.Text;

namespace Grains.Secrets;

/// <summary>Seals secrets for storage, each with a random data key of its own. Without a master key it refuses: nothing is ever stored in clear.</summary>
sealed class SecretVault(IKeyWrapper? wrapper)
{
    public const string NoKey = "No master key is configured: make one with `keys master create FILE`, set Ticker:Keys:File to it and start again.";

    /// <summary>Whether a master key is configured.</summary>
    public bool CanSeal => wrapper is not null;

    /// <param name="purpose">What it is and whose, for example <c>account:sim:token</c>; opening takes the same.</param>
    /// <exception cref="KeyUnavailableException">There is no key, or it cannot be used now.</exception>
    public async Task<string> Seal(string purpose, string secret, CancellationToken cancellationToken = default)
    {
        var dataKey = RandomNumberGenerator.GetBytes(MasterKeyFile.KeyBytes);
        try
        {
            var (id, wrapped) = await Wrapper.Wrap(dataKey, cancellationToken);
            return new SealedText(id, wrapped, SealedText.Encrypt(dataKey, Encoding.UTF8.GetBytes(secret), purpose)).ToString();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    /// <exception cref="KeyUnavailableException">The key is missing or wrong, or the text was changed.</exception>
    public async Task<string> Open(string purpose, string stored, CancellationToken cancellationToken = default)
    {
        var text = SealedText.Parse(stored);
        var dataKey = await Wrapper.Unwrap(text.KeyId, text.WrappedKey, cancellationToken);
        try
        {
            return Encoding.UTF8.GetString(SealedText.Decrypt(dataKey, text.Payload, purpose));
        }
        catch (CryptographicException e)
        {
            throw new KeyUnavailableException("A stored secret was changed or belongs elsewhere: restore the database from a backup, or enter the secret again.", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    /// <summary>The same secret with its data key wrapped under the master key in use; the data key stays.</summary>
    public async Task<string> Rewrap(string stored, CancellationToken cancellationToken = default)
    {
        var text = SealedText.Parse(stored);
        var dataKey = await Wrapper.Unwrap(text.KeyId, text.WrappedKey, cancellationToken);
        try
        {
            var (id, wrapped) = await Wrapper.Wrap(dataKey, cancellationToken);
            return (text with { KeyId = id, WrappedKey = wrapped }).ToString();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    IKeyWrapper Wrapper => wrapper ?? throw new KeyUnavailableException(NoKey);
}
