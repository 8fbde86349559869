using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Grains.Secrets;

/// <summary>
/// A key service over HTTP: <c>POST {address}/wrap {"plaintext"}</c> answers <c>{"key_id", "wrapped"}</c>, <c>POST {address}/unwrap {"key_id", "wrapped"}</c>
/// answers <c>{"plaintext"}</c>; all base64. An answer within 5 s, or the account is <c>needs_key</c> until one comes.
/// </summary>
sealed class HttpKeyWrapper(Uri service, string? bearer, TimeProvider time) : IKeyWrapper, IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, ConnectTimeout = Patience })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = 64 * 1024,
    };

    public async Task<(string KeyId, byte[] Wrapped)> Wrap(byte[] dataKey, CancellationToken cancellationToken)
    {
        var answer = await Ask("wrap", new(null, null, dataKey), cancellationToken);
        return answer is { KeyId: { } id, Wrapped: { Length: > 0 } wrapped } && SealedText.IsKeyId(id) ? (id, wrapped) : throw Odd();
    }

    public async Task<byte[]> Unwrap(string keyId, byte[] wrapped, CancellationToken cancellationToken) =>
        (await Ask("unwrap", new(keyId, wrapped, null), cancellationToken)).Plaintext is { Length: MasterKeyFile.KeyBytes } key ? key : throw Odd();

    public void Dispose() => http.Dispose();

    async Task<Message> Ask(string what, Message message, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, service.ToString().TrimEnd('/') + "/" + what) { Content = JsonContent.Create(message) };
        if (bearer is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        try
        {
            using var response = await http.SendAsync(request, both.Token);
            if (!response.IsSuccessStatusCode)
                throw new KeyUnavailableException($"The key service at {service.Authority} answered {(int)response.StatusCode}: check it and its token.");
            return await response.Content.ReadFromJsonAsync<Message>(both.Token) ?? throw Odd();
        }
        catch (JsonException)
        {
            // Without the cause: its text may quote the answer.
            throw Odd();
        }
        catch (HttpRequestException e)
        {
            throw new KeyUnavailableException($"The key service at {service.Authority} cannot be reached ({e.HttpRequestError}): check it.", e);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new KeyUnavailableException($"The key service at {service.Authority} did not answer within {Patience.TotalSeconds:0} s: check it.");
        }
    }

    KeyUnavailableException Odd() => new($"The key service at {service.Authority} gave an answer of another shape: check its version.");

    sealed record Message(
        [property: JsonPropertyName("key_id")] string? KeyId,
        [property: JsonPropertyName("wrapped")] byte[]? Wrapped,
        [property: JsonPropertyName("plaintext")] byte[]? Plaintext)
    {
        /// <summary>Never the key.</summary>
        public override string ToString() => $"key service message {KeyId}";
    }
}
