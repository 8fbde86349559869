using System.Globalization;
using System.Net;
using System.Net.WebSockets;

namespace Kite.Ticker;

enum HandshakeResult : byte
{
    Open,
    Failed,
    NeedsLogin,
    Refused,
}

/// <summary>One attempt to open a socket, told apart by the HTTP status of the upgrade's answer.</summary>
sealed class TickerHandshake : IDisposable
{
    TickerHandshake(ClientWebSocket socket, HandshakeResult result, string reason, TimeSpan? retryAfter = null)
    {
        Socket = socket;
        Result = result;
        Reason = reason;
        RetryAfter = retryAfter;
    }

    public ClientWebSocket Socket { get; }

    public HandshakeResult Result { get; }

    public string Reason { get; }

    public TimeSpan? RetryAfter { get; }

    /// <exception cref="OperationCanceledException">The caller's token.</exception>
    public static async Task<TickerHandshake> TryAsync(TickerOptions options, CancellationToken stop)
    {
        var socket = new ClientWebSocket();
        try
        {
            if (await options.AccessToken(stop) is not { Length: > 0 } token)
                return new TickerHandshake(socket, HandshakeResult.NeedsLogin, "There is no access token. Log in.");
            await ConnectAsync(socket, options, token, stop);
            return new TickerHandshake(socket, HandshakeResult.Open, "");
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            socket.Dispose();
            throw;
        }
        catch (OperationCanceledException)
        {
            return new TickerHandshake(socket, HandshakeResult.Failed, $"The ticker did not answer within {options.ConnectTimeout.TotalSeconds:0.#} s.");
        }
        catch (WebSocketException)
        {
            return Refused(socket);
        }
        catch (Exception e)
        {
            // What is left is the caller's token source: its faults are like a network's, and its words may hold secrets.
            return new TickerHandshake(socket, HandshakeResult.Failed, $"The access token could not be had ({e.GetType().Name}).");
        }
    }

    public void Dispose() => Socket.Dispose();

    static async Task ConnectAsync(ClientWebSocket socket, TickerOptions options, string token, CancellationToken stop)
    {
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.SetRequestHeader("X-Kite-Version", "3");
        socket.Options.KeepAliveInterval = options.PingInterval;
        socket.Options.KeepAliveTimeout = options.PingInterval;
        var address = new UriBuilder(options.Addresses.Ticker)
        {
            Query = $"api_key={Uri.EscapeDataString(options.ApiKey)}&access_token={Uri.EscapeDataString(token)}",
        };
        using var limit = new CancellationTokenSource(options.ConnectTimeout, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        await socket.ConnectAsync(address.Uri, either.Token);
    }

    static TickerHandshake Refused(ClientWebSocket socket) => socket.HttpStatusCode switch
    {
        HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized =>
            new(
                socket,
                HandshakeResult.NeedsLogin,
                $"The ticker refused the access token (HTTP {(int)socket.HttpStatusCode}). Log in again, or check that the key includes market data."),
        HttpStatusCode.TooManyRequests =>
            new(socket, HandshakeResult.Refused, "The ticker has too many connections for this key (HTTP 429). Close one.", RetryAfterOf(socket)),
        var status and >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError =>
            new(
                socket,
                HandshakeResult.Refused,
                $"The ticker refused the connection (HTTP {(int)status}). Check the address and the API key.",
                RetryAfterOf(socket)),
        0 => new(socket, HandshakeResult.Failed, "The ticker cannot be reached."),
        var status => new(socket, HandshakeResult.Failed, $"The ticker's gateway answered HTTP {(int)status}."),
    };

    static TimeSpan? RetryAfterOf(ClientWebSocket socket)
    {
        if (socket.HttpResponseHeaders is not { } headers || !headers.TryGetValue("Retry-After", out var values))
            return null;
        return int.TryParse(values.FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds) : null;
    }
}
