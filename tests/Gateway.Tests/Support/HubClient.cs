using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Gateway.Tests.Support;

/// <summary>The SignalR JSON protocol over a bare WebSocket: nothing hides what is on the wire.</summary>
sealed class HubClient : IAsyncDisposable
{
    const char End = '\u001e';
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    readonly ClientWebSocket socket = new();
    readonly Queue<JsonElement> messages = new();
    readonly StringBuilder rest = new();

    public static async Task<HubClient> Connect(Uri service, string query = "", Action<ClientWebSocketOptions>? options = null)
    {
        var client = new HubClient();
        client.socket.Options.CollectHttpResponseDetails = true;
        options?.Invoke(client.socket.Options);
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        try
        {
            await client.socket.ConnectAsync(new UriBuilder(service) { Scheme = "ws", Path = "/hubs/market", Query = query }.Uri, patience.Token);
        }
        catch (WebSocketException e) when (client.socket.HttpStatusCode != 0)
        {
            throw new HttpRequestException("The hub refused the connection.", e, client.socket.HttpStatusCode);
        }

        await client.Send(new { protocol = "json", version = 1 });
        Assert.Empty((await client.Receive()).EnumerateObject());
        return client;
    }

    public Task Stream(string id, params object?[] arguments) => Send(new { type = 4, invocationId = id, target = "StreamChain", arguments });

    public Task StreamBars(string id, params object?[] arguments) =>
        Send(new { type = 4, invocationId = id, target = "StreamBars", arguments = arguments.Concat(Enumerable.Repeat<object?>(null, 3 - arguments.Length)) });

    public Task StreamOrders(string id, object? options = null) => Send(new { type = 4, invocationId = id, target = "StreamOrders", arguments = new[] { options } });

    public Task Start(string id, string target, params object?[] arguments) => Send(new { type = 4, invocationId = id, target, arguments });

    public Task Cancel(string id) => Send(new { type = 5, invocationId = id });

    /// <summary>The next stream item (type 2) or completion (type 3) of an invocation; pings are passed over.</summary>
    public async Task<JsonElement> Next(string id)
    {
        while (true)
        {
            var message = await Receive();
            var type = message.GetProperty("type").GetInt32();
            if (type is 2 or 3 && message.GetProperty("invocationId").GetString() == id)
                return message;
            Assert.True(type is 6 or 2 or 3, message.GetRawText());
        }
    }

    public async Task<JsonElement> Frame(string id)
    {
        var message = await Next(id);
        Assert.True(message.GetProperty("type").GetInt32() == 2, message.GetRawText());
        return message.GetProperty("item");
    }

    /// <summary>The next message of any kind but a ping.</summary>
    public async Task<JsonElement> Next()
    {
        JsonElement message;
        do
            message = await Receive();
        while (message.GetProperty("type").GetInt32() == 6);
        return message;
    }

    /// <summary>Reads until the service has ended the connection.</summary>
    public async Task Closed()
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        var buffer = new byte[64 * 1024];
        try
        {
            while (socket.State == WebSocketState.Open && (await socket.ReceiveAsync(buffer.AsMemory(), patience.Token)).MessageType != WebSocketMessageType.Close)
            {
                // Pings and what was on its way.
            }
        }
        catch (WebSocketException)
        {
            // Cut off without a farewell: ended all the same.
        }
    }

    public async ValueTask DisposeAsync()
    {
        socket.Abort();
        socket.Dispose();
        await ValueTask.CompletedTask;
    }

    async Task Send(object message)
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        await socket.SendAsync(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(message) + End), WebSocketMessageType.Text, true, patience.Token);
    }

    async Task<JsonElement> Receive()
    {
        var buffer = new byte[64 * 1024];
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        while (messages.Count == 0)
        {
            var bytes = new MemoryStream();
            WebSocketReceiveResult part;
            do
            {
                part = await socket.ReceiveAsync(buffer, patience.Token);
                bytes.Write(buffer, 0, part.Count);
            }
            while (!part.EndOfMessage);
            rest.Append(Encoding.UTF8.GetString(bytes.ToArray()));
            var parts = rest.ToString().Split(End);
            foreach (var text in parts[..^1])
                messages.Enqueue(JsonDocument.Parse(text).RootElement);
            rest.Clear().Append(parts[^1]);
        }

        return messages.Dequeue();
    }
}
