using System.Buffers.Binary;
using System.Globalization;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Web;

namespace Benchmarks;

/// <summary>Ticker sockets that read all they get and count packets: what a feeder can send when nobody is slow.</summary>
/// <param name="http">At the simulator's REST address, following no redirects.</param>
sealed class TickerDrain(HttpClient http, Uri ticker) : IAsyncDisposable
{
    readonly List<ClientWebSocket> sockets = [];
    readonly List<Task> readers = [];
    readonly Counter counter = new();
    readonly CancellationTokenSource stop = new();
    uint[]? tokens;

    public long Packets => counter.Packets;

    /// <summary>Logs an account in and opens its sockets, each with the next tokens of the list in full mode.</summary>
    public async Task Connect(string key, string secret, int socketCount, int tokensEach)
    {
        var access = await LogInAsync(http, key, secret);
        tokens ??= await TokensAsync(http, key, access);
        for (var i = 0; i < socketCount; i++)
        {
            var socket = new ClientWebSocket();
            await socket.ConnectAsync(new($"{ticker}?api_key={key}&access_token={access}"), CancellationToken.None);
            var share = tokens.Skip(sockets.Count * tokensEach).Take(tokensEach);
            await socket.SendAsync(Encoding.UTF8.GetBytes($$"""{"a":"mode","v":["full",[{{string.Join(',', share)}}]]}"""), WebSocketMessageType.Text, true, CancellationToken.None);
            sockets.Add(socket);
            readers.Add(counter.ReadAsync(socket, stop.Token));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(readers);
        sockets.ForEach(static s => s.Dispose());
        stop.Dispose();
    }

    static async Task<string> LogInAsync(HttpClient http, string key, string secret)
    {
        using var page = await http.GetAsync(new Uri($"connect/login?v=3&api_key={key}", UriKind.Relative));
        var token = HttpUtility.ParseQueryString(page.Headers.Location!.Query)["request_token"]!;
        var checksum = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key + token + secret)));
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["api_key"] = key, ["request_token"] = token, ["checksum"] = checksum });
        using var answer = await http.PostAsync(new Uri("session/token", UriKind.Relative), form);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return json.RootElement.GetProperty("data").GetProperty("access_token").GetString()!;
    }

    static async Task<uint[]> TokensAsync(HttpClient http, string key, string access)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "instruments");
        request.Headers.TryAddWithoutValidation("Authorization", $"token {key}:{access}");
        using var answer = await http.SendAsync(request);
        var rows = (await answer.Content.ReadAsStringAsync()).Split('\n').Skip(1).Where(static r => r.Length > 0).Select(static r => r.Split(','));
        return [.. rows.Where(static r => r[9] is "CE" or "PE").Select(static r => uint.Parse(r[0], CultureInfo.InvariantCulture))];
    }

    /// <summary>Counts packets by the head of each frame.</summary>
    sealed class Counter
    {
        long _packets;

        public long Packets => Volatile.Read(ref _packets);

        public async Task ReadAsync(ClientWebSocket socket, CancellationToken cancellation)
        {
            var buffer = new byte[1 << 16];
            var first = true;
            try
            {
                while (true)
                {
                    var result = await socket.ReceiveAsync(buffer.AsMemory(), cancellation);
                    if (first && result is { MessageType: WebSocketMessageType.Binary, Count: >= 2 })
                        Interlocked.Add(ref _packets, BinaryPrimitives.ReadUInt16BigEndian(buffer));
                    first = result.EndOfMessage;
                }
            }
            catch (Exception e) when (e is OperationCanceledException or WebSocketException)
            {
                // The run is over.
            }
        }
    }
}
