using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Grains.Webhooks;

/// <summary>One signed POST. Follows no redirect, uses no proxy, keeps no cookie, reads no more than the head of the answer.</summary>
sealed class WebhookSender : IDisposable
{
    /// <summary><c>t={unix seconds},v1={hex HMAC-SHA256 of "{t}.{body}"}</c>.</summary>
    public const string SignatureHeader = "Ticker-Signature";

    readonly HttpClient http;
    readonly TimeProvider time;
    readonly TimeSpan timeout;

    public WebhookSender(WebhookTarget target, IOptions<WebhookOptions> options, TimeProvider time)
    {
        this.time = time;
        timeout = options.Value.Timeout;
        http = new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectCallback = target.Connect,
            MaxConnectionsPerServer = 4,
            MaxResponseHeadersLength = 16,
            // A name may point elsewhere later: a connection is checked when it is made, so none is kept for long.
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Null when the receiver answered 2xx; else why not, in a sentence.</summary>
    public async Task<string?> Send(Uri url, string secret, string id, string name, int attempt, byte[] body, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("User-Agent", "Orleans.Ticker");
        request.Headers.TryAddWithoutValidation("Ticker-Event-Id", id);
        request.Headers.TryAddWithoutValidation("Ticker-Event", name);
        request.Headers.TryAddWithoutValidation("Ticker-Attempt", attempt.ToString(CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation(SignatureHeader, Sign(secret, time.GetUtcNow().ToUnixTimeSeconds(), body));
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
            return response.IsSuccessStatusCode ? null : $"The receiver answered {(int)response.StatusCode}.";
        }
        catch (HttpRequestException e) when (e.InnerException is WebhookRefusedException refused)
        {
            return refused.Message;
        }
        catch (WebhookRefusedException refused)
        {
            return refused.Message;
        }
        catch (HttpRequestException e)
        {
            return $"The receiver cannot be reached ({e.HttpRequestError}).";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"The receiver did not answer within {timeout.TotalSeconds:0.#} s.";
        }
    }

    public static string Sign(string secret, long unixSeconds, ReadOnlySpan<byte> body)
    {
        var stamp = unixSeconds.ToString(CultureInfo.InvariantCulture);
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hmac.AppendData(Encoding.UTF8.GetBytes(stamp + "."));
        hmac.AppendData(body);
        return $"t={stamp},v1={Convert.ToHexStringLower(hmac.GetHashAndReset())}";
    }

    public void Dispose() => http.Dispose();
}
