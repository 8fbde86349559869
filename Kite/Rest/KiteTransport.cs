using System.Net;
using System.Text.Json.Serialization.Metadata;

namespace Kite.Rest;

/// <summary>Sends one request once and turns whatever happens into an outcome.</summary>
sealed class KiteTransport(HttpClient http, Uri root, string apiKey, TimeProvider time)
{
    static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);

    readonly string _root = root.AbsoluteUri.TrimEnd('/');
    long _clockOffset = long.MinValue;

    /// <summary>
    /// The broker's clock minus ours, as far as its answers prove it: an answer's date is a whole second, somewhere between our sending and its arrival, so that a slow
    /// answer proves little and is no reason to doubt a clock. Null before the first.
    /// </summary>
    public TimeSpan? ClockOffset => Interlocked.Read(ref _clockOffset) is not long.MinValue and var ticks ? TimeSpan.FromTicks(ticks) : null;

    public Task<Outcome<T>> SendAsync<T>(Call call, JsonTypeInfo<T> type, TimeSpan timeout, CancellationToken cancellationToken) =>
        SendAsync(
            call,
            timeout,
            async (response, token) =>
            {
                using var body = await BodyAsync(response, token);
                return Reply.Interpret((int)response.StatusCode, body.Bytes, RetryAfter(response), type);
            },
            cancellationToken);

    public async Task<Outcome<T>> SendAsync<T>(
        Call call, TimeSpan timeout, Func<HttpResponseMessage, CancellationToken, Task<Outcome<T>>> read, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return call.IsWrite
                ? Outcome<T>.NotExecuted("The call was cancelled before it was sent.")
                : throw new OperationCanceledException(cancellationToken);
        }

        using var request = Request(call);
        var content = request.Content as TrackedContent;
        using var limit = new CancellationTokenSource(timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var sent = time.GetUtcNow();
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
            NoteClock(response, sent);
            return await read(response, both.Token);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && !call.IsWrite)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            var why = cancellationToken.IsCancellationRequested ? "The call was cancelled" : $"The broker did not answer within {timeout.TotalSeconds:0.#} s";
            return content is { Began: false }
                ? Outcome<T>.NotExecuted($"{why}; the request had not left. Send it again.")
                : Outcome<T>.Unknown($"{why}. Read the state back before trying again.");
        }
        catch (HttpRequestException e) when (content is null ? NeverConnected(e) : !content.Began)
        {
            return Outcome<T>.NotExecuted($"The broker cannot be reached ({e.HttpRequestError}). Check the network and the address, then send again.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException)
        {
            return Outcome<T>.Unknown($"The connection to the broker broke ({e.GetType().Name}). Read the state back before trying again.");
        }
    }

    public async Task<Outcome<bool>> ReadBare(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using var body = await BodyAsync(response, cancellationToken);
        return Reply.InterpretBare((int)response.StatusCode, body.Bytes, RetryAfter(response));
    }

    /// <summary>Gives a success to <paramref name="read"/> as it streams in.</summary>
    public async Task<Outcome<T>> ReadStream<T>(
        HttpResponseMessage response, Func<Stream, CancellationToken, Task<Outcome<T>>> read, CancellationToken cancellationToken)
    {
        if ((int)response.StatusCode is >= 200 and < 300)
        {
            await using var stream = await OpenAsync(response, cancellationToken);
            return await read(stream, cancellationToken);
        }

        using var body = await BodyAsync(response, cancellationToken);
        using var document = Reply.Parse(body.Bytes);
        // Outside 2xx there is always a failure to tell.
        return Reply.Failure<T>((int)response.StatusCode, document?.RootElement, RetryAfter(response))!.Value;
    }

    HttpRequestMessage Request(Call call)
    {
        var request = new HttpRequestMessage(call.Method, _root + call.Path + (call.Query is { Length: > 0 } query ? "?" + query : ""))
        {
            Version = HttpVersion.Version11,
            Content = call.IsWrite || call.Json is not null ? new TrackedContent(call) : null,
        };
        request.Headers.TryAddWithoutValidation("X-Kite-Version", "3");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip");
        if (call.AccessToken is not null)
            request.Headers.TryAddWithoutValidation("Authorization", $"token {apiKey}:{call.AccessToken}");
        return request;
    }

    static bool NeverConnected(HttpRequestException e) => e.HttpRequestError is
        HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or
        HttpRequestError.ProxyTunnelError;

    /// <summary>The answer's body, unpacked.</summary>
    static async Task<Stream> OpenAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        return response.Content.Headers.ContentEncoding.Contains("gzip", StringComparer.OrdinalIgnoreCase) ? new GzipBody(stream) : stream;
    }

    static async Task<ResponseBody> BodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = new ResponseBody();
        try
        {
            await using var stream = await OpenAsync(response, cancellationToken);
            await body.Read(stream, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException)
        {
            // What there is of it is not whole.
        }
        catch
        {
            body.Dispose();
            throw;
        }

        return body;
    }

    TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var header = response.Headers.RetryAfter;
        var wait = header?.Delta ?? header?.Date - time.GetUtcNow();
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    void NoteClock(HttpResponseMessage response, DateTimeOffset sent)
    {
        if (response.Headers.Date is not { } date)
            return;
        var (least, most) = (date - time.GetUtcNow(), date + OneSecond - sent);
        // A clock that was set back meanwhile shows more answers than time.
        if (least <= most)
            Interlocked.Exchange(ref _clockOffset, Math.Clamp((ClockOffset ?? TimeSpan.Zero).Ticks, least.Ticks, most.Ticks));
    }
}
