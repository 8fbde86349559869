using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Grains.Tests.Support;

/// <summary>One request as it came over the socket.</summary>
sealed record RawRequest(string Head, string Body, IPAddress From)
{
    public string Line => Head.Split("\r\n")[0];

    public string? Header(string name) => Head.Split("\r\n").Skip(1)
        .Select(h => h.Split(": ", 2)).FirstOrDefault(h => h[0].Equals(name, StringComparison.OrdinalIgnoreCase))?[1];
}

/// <summary>An HTTP server made of sockets: reads a request, asks the test for an answer's text, closes.</summary>
sealed class RawHttp : IAsyncDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource stopping = new();
    readonly Func<RawRequest, int, string?> answer;
    readonly Task accepting;
    readonly ConcurrentQueue<RawRequest> requests = new();
    readonly SemaphoreSlim arrived = new(0);
    int count;

    /// <param name="answer">The request and its number from 1; null: never answered.</param>
    public RawHttp(Func<RawRequest, int, string?> answer)
    {
        this.answer = answer;
        listener.Start();
        accepting = Accept();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");

    public IReadOnlyCollection<RawRequest> Requests => requests;

    public static string Ok(string body = "", string status = "200 OK", string headers = "") =>
        $"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n{headers}\r\n{body}";

    /// <summary>Waits for the next request that no earlier call has waited for.</summary>
    public async Task Next() => Assert.True(await arrived.WaitAsync(TimeSpan.FromSeconds(20)), $"No request came; {requests.Count} were there before.");

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        // A listener that is stopped first throws something else at a loop that is about to accept again.
        await accepting;
        listener.Stop();
        stopping.Dispose();
    }

    async Task Accept()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
                serving.Add(Serve(await listener.AcceptSocketAsync(stopping.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(serving);
        }
    }

    async Task Serve(Socket socket)
    {
        using var owned = socket;
        try
        {
            var from = ((IPEndPoint)socket.RemoteEndPoint!).Address;
            await using var stream = new NetworkStream(socket);
            var text = new StringBuilder();
            var buffer = new byte[8192];
            string? whole;
            while ((whole = Whole(text.ToString())) is null)
            {
                var read = await stream.ReadAsync(buffer, stopping.Token);
                if (read == 0)
                    return;
                text.Append(Encoding.UTF8.GetString(buffer, 0, read));
            }

            var parts = text.ToString().Split("\r\n\r\n", 2);
            var request = new RawRequest(parts[0], whole, from);
            requests.Enqueue(request);
            var reply = answer(request, Interlocked.Increment(ref count));
            arrived.Release();
            if (reply is null)
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stopping.Token);
            await stream.WriteAsync(Encoding.UTF8.GetBytes(reply!), stopping.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
        {
            // The client has gone, or the test has ended.
        }
    }

    /// <summary>The body, once all of it is there. Bodies are ASCII here.</summary>
    static string? Whole(string text)
    {
        if (text.Split("\r\n\r\n", 2) is not [var head, var body])
            return null;
        if (head.Contains("Transfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase))
            return body.EndsWith("0\r\n\r\n", StringComparison.Ordinal) ? string.Concat(body.Split("\r\n").Where((_, i) => i % 2 == 1)) : null;
        var length = head.Split("\r\n").FirstOrDefault(h => h.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)) is { } header
            ? int.Parse(header[15..], System.Globalization.CultureInfo.InvariantCulture)
            : 0;
        return body.Length >= length ? body : null;
    }
}
