using Microsoft.IdentityModel.Tokens;

namespace Gateway.Security;

/// <summary>The issuer's public keys, fetched when they are first wanted, again every ten minutes, and at most every half minute for a key that is not known.</summary>
sealed partial class JwksKeys(Uri address, TimeProvider time, ILogger<JwksKeys> logger) : IDisposable
{
    static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);
    static readonly TimeSpan LeastGap = TimeSpan.FromSeconds(30);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    readonly SemaphoreSlim turn = new(1);
    readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = Patience })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = 256 * 1024,
    };

    volatile Known known = new([], null, null);

    /// <summary>The keys of this id; without an id all of them.</summary>
    public async Task<IReadOnlyList<SecurityKey>> Find(string? kid, CancellationToken cancellationToken)
    {
        if (known.FetchedAt is not { } at || time.GetElapsedTime(at) > Fresh || Pick(kid).Count == 0)
            await Fetch(cancellationToken);
        return Pick(kid);
    }

    public void Dispose()
    {
        http.Dispose();
        turn.Dispose();
    }

    List<SecurityKey> Pick(string? kid) => [.. known.Keys.Where(k => kid is null || k.KeyId == kid)];

    async Task Fetch(CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            if (known.TriedAt is { } tried && time.GetElapsedTime(tried) < LeastGap)
                return;
            var now = time.GetTimestamp();
            known = known with { TriedAt = now };
            using var limit = new CancellationTokenSource(Patience, time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            var set = new JsonWebKeySet(await http.GetStringAsync(address, both.Token));
            // Symmetric keys have no place in a published set: taking one would let whoever reads it sign.
            known = new([.. set.GetSigningKeys().Where(k => k is not SymmetricSecurityKey && (k as JsonWebKey)?.Kty != "oct")], now, now);
        }
        catch (Exception e) when (e is HttpRequestException or ArgumentException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            LogNotFetched(logger, address.Authority, e.GetType().Name);
        }
        finally
        {
            turn.Release();
        }
    }

    [LoggerMessage(5101, LogLevel.Warning, "The keys of the token issuer at {Address} could not be fetched ({Failure}); the ones known stay in use")]
    static partial void LogNotFetched(ILogger logger, string address, string failure);

    sealed record Known(IReadOnlyList<SecurityKey> Keys, long? FetchedAt, long? TriedAt);
}
