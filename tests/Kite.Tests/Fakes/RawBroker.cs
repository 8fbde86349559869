using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Kite.Tests.Fakes;

/// <summary>A socket that speaks HTTP byte by byte, so that a test can break it anywhere.</summary>
sealed class RawBroker : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _stop = new();
    readonly Task _accepting;

    public RawBroker(Func<RawConnection, Task> serve)
    {
        _listener.Start();
        _accepting = AcceptAsync(serve);
    }

    public int Connections;

    public int Requests;

    public KiteAddresses Addresses
    {
        get
        {
            var address = new Uri($"http://{_listener.LocalEndpoint}");
            return new KiteAddresses(address, address, new Uri($"ws://{_listener.LocalEndpoint}"));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    async Task AcceptAsync(Func<RawConnection, Task> serve)
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Interlocked.Increment(ref Connections);
                serving.Add(ServeAsync(client, serve));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            await Task.WhenAll(serving);
        }
    }

    async Task ServeAsync(TcpClient client, Func<RawConnection, Task> serve)
    {
        using (client)
        {
            try
            {
                await serve(new RawConnection(this, client, _stop.Token));
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
            {
                // The client went away or the test is over.
            }
        }
    }
}

sealed class RawConnection(RawBroker broker, TcpClient client, CancellationToken testIsOver)
{
    public CancellationToken TestIsOver => testIsOver;

    /// <summary>Head and body of the next request.</summary>
    public async Task<string> ReadRequestAsync()
    {
        var text = new StringBuilder();
        var one = new byte[1];
        while (!text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            await ReadAsync(one, text);
        var length = text.ToString().Split("\r\n")
            .Where(l => l.StartsWith("Content-Length: ", StringComparison.Ordinal))
            .Select(l => int.Parse(l[16..], null)).FirstOrDefault();
        for (var i = 0; i < length; i++)
            await ReadAsync(one, text);
        Interlocked.Increment(ref broker.Requests);
        return text.ToString();
    }

    public async Task WriteAsync(string text) => await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(text), testIsOver);

    public Task AnswerAsync(string json) => WriteAsync($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {json.Length}\r\n\r\n{json}");

    /// <summary>Ends the connection with a reset instead of a goodbye.</summary>
    public void Reset()
    {
        client.LingerState = new LingerOption(true, 0);
        client.Close();
    }

    async Task ReadAsync(byte[] one, StringBuilder text)
    {
        if (await client.GetStream().ReadAsync(one, testIsOver) == 0)
            throw new IOException("The client closed.");
        text.Append((char)one[0]);
    }
}
