using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Grains.Secrets;

/// <summary>
/// A secret as it is stored: <c>s1.{key id}.{wrapped data key}.{nonce, tag and AES-256-GCM cipher text}</c>. The purpose is authenticated with
/// it, so that a row put in another's place does not open.
/// </summary>
readonly record struct SealedText(string KeyId, byte[] WrappedKey, byte[] Payload)
{
    const string Version = "s1";

    public override string ToString() => $"{Version}.{KeyId}.{Base64Url.EncodeToString(WrappedKey)}.{Base64Url.EncodeToString(Payload)}";

    public static SealedText Parse(string text)
    {
        try
        {
            if (text.Split('.') is [Version, var id, var wrapped, var payload] && IsKeyId(id))
                return new(id, Base64Url.DecodeFromChars(wrapped), Base64Url.DecodeFromChars(payload));
        }
        catch (FormatException)
        {
            // Said below.
        }

        throw new KeyUnavailableException("A stored secret is damaged: restore the database from a backup, or enter the secret again.");
    }

    public static bool IsKeyId(string id) => id.Length is > 0 and <= 128 && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');

    public static byte[] Encrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> plain, string purpose)
    {
        const int head = 12 + 16;
        var all = new byte[head + plain.Length];
        RandomNumberGenerator.Fill(all.AsSpan(0, 12));
        using var aes = new AesGcm(key, 16);
        aes.Encrypt(all.AsSpan(0, 12), plain, all.AsSpan(head), all.AsSpan(12, 16), Encoding.UTF8.GetBytes(purpose));
        return all;
    }

    /// <exception cref="CryptographicException">The key is another, or the text was changed.</exception>
    public static byte[] Decrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> all, string purpose)
    {
        const int head = 12 + 16;
        if (all.Length < head)
            throw new CryptographicException("The text is cut off.");
        var plain = new byte[all.Length - head];
        using var aes = new AesGcm(key, 16);
        aes.Decrypt(all[..12], all[head..], all[12..head], plain, Encoding.UTF8.GetBytes(purpose));
        return plain;
    }
}
