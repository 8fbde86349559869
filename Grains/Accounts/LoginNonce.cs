using System.Security.Cryptography;
using System.Text;

namespace Grains.Accounts;

/// <summary>Ties a redirect to the log-in that this service began: 128 random bits, good once and for a while.</summary>
sealed class LoginNonce(TimeProvider time)
{
    /// <summary>How long a person has to log in.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    string? current;
    long begunAt;

    public static string New() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>A new nonce; the one before it is void.</summary>
    public string Begin()
    {
        begunAt = time.GetTimestamp();
        return current = New();
    }

    /// <summary>Whether this is the current one; it is used up then.</summary>
    public bool Take(string presented)
    {
        if (current is null || time.GetElapsedTime(begunAt) > Life)
            return false;
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(current), Encoding.UTF8.GetBytes(presented)))
            return false;
        current = null;
        return true;
    }
}
