using System.Net.WebSockets;

namespace Load.Clients;

/// <summary>One client: a WebSocket, a stream for each chain, and what was seen on them. A connection that ends is made again.</summary>
sealed class ChainClient(Uri address, IReadOnlyList<byte[]> subscriptions)
{
    static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan PingPeriod = TimeSpan.FromSeconds(10);
    byte[] buffer = new byte[256 * 1024];
    int filled;

    public ClientCounts Counts { get; } = new(subscriptions.Count);

    public async Task Run(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await Connected(stopping);
            }
            catch (Exception e) when (e is WebSocketException or HttpRequestException or IOException or OperationCanceledException)
            {
                // A service that is down, or that ended the connection: counted, and tried again.
            }

            Counts.OnDisconnected();
            if (!stopping.IsCancellationRequested)
                await Task.Delay(RetryAfter, TimeProvider.System, CancellationToken.None);
        }
    }

    async Task Connected(CancellationToken stopping)
    {
        using var socket = new ClientWebSocket();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        await socket.ConnectAsync(address, stopping);
        await socket.SendAsync(StreamRequest.Handshake, WebSocketMessageType.Text, true, stopping);
        foreach (var subscription in subscriptions)
            await socket.SendAsync(subscription, WebSocketMessageType.Text, true, stopping);
        Counts.OnConnected();
        var pinging = Ping(socket, ended.Token);
        try
        {
            await Receive(socket, stopping);
        }
        finally
        {
            await ended.CancelAsync();
            await pinging;
        }
    }

    async Task Receive(ClientWebSocket socket, CancellationToken stopping)
    {
        filled = 0;
        while (true)
        {
            if (filled == buffer.Length)
                Array.Resize(ref buffer, buffer.Length * 2);
            var part = await socket.ReceiveAsync(buffer.AsMemory(filled), stopping);
            if (part.MessageType == WebSocketMessageType.Close)
                return;
            var searched = filled;
            filled += part.Count;
            Split(searched);
        }
    }

    /// <summary>Takes every complete message out; they may end anywhere in a WebSocket's.</summary>
    void Split(int searched)
    {
        var start = 0;
        while (buffer.AsSpan(searched, filled - searched).IndexOf(StreamRequest.Separator) is >= 0 and var at)
        {
            var end = searched + at;
            Counts.OnMessage(buffer.AsSpan(start, end - start));
            start = searched = end + 1;
        }

        if (start == 0)
            return;
        buffer.AsSpan(start, filled - start).CopyTo(buffer);
        filled -= start;
    }

    static async Task Ping(ClientWebSocket socket, CancellationToken ended)
    {
        try
        {
            using var timer = new PeriodicTimer(PingPeriod, TimeProvider.System);
            while (await timer.WaitForNextTickAsync(ended))
                await socket.SendAsync(StreamRequest.Ping, WebSocketMessageType.Text, true, ended);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The connection is over.
        }
    }
}
