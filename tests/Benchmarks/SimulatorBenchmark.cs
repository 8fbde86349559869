using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Web;
using Kite.Simulator;

namespace Benchmarks;

/// <summary>
/// The bundled simulator with 27,000 options at 200,000 packets a second: three accounts with three sockets of 3,000 instruments each, in full
/// mode. The processor time is that of both ends, since the clients run in this process, too.
/// </summary>
static class SimulatorBenchmark
{
    const int Rate = 200_000;
    const int Accounts = 3;
    const int SocketsEach = 3;
    const int TokensEach = 3000;
    static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(3);
    static readonly TimeSpan s_measured = TimeSpan.FromSeconds(6);

    public static async Task Run(TextWriter output)
    {
        var begin = Stopwatch.GetTimestamp();
        await using var host = await SimulatorHost.StartAsync(
            new() { OptionContracts = 27_000, TicksPerSecond = Rate, Accounts = Accounts, Limits = null }, TimeProvider.System);
        await output.WriteLineAsync($"simulator.start: {Stopwatch.GetElapsedTime(begin).TotalSeconds:0.00} s");
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = host.RestAddress };
        var alone = await CoresAsync();
        await output.WriteLineAsync($"simulator.generate: {alone:0.00} cores");

        var sockets = new List<ClientWebSocket>();
        var counter = new Counter();
        using var stop = new CancellationTokenSource();
        var readers = new List<Task>();
        uint[]? tokens = null;
        foreach (var account in host.Accounts)
        {
            var access = await LogInAsync(http, account);
            tokens ??= await TokensAsync(http, account.ApiKey, access);
            for (var i = 0; i < SocketsEach; i++)
            {
                var socket = new ClientWebSocket();
                await socket.ConnectAsync(new($"{host.TickerAddress}?api_key={account.ApiKey}&access_token={access}"), CancellationToken.None);
                var share = tokens.Skip(sockets.Count * TokensEach).Take(TokensEach);
                await socket.SendAsync(Encoding.UTF8.GetBytes($$"""{"a":"mode","v":["full",[{{string.Join(',', share)}}]]}"""), WebSocketMessageType.Text, true, CancellationToken.None);
                sockets.Add(socket);
                readers.Add(counter.ReadAsync(socket, stop.Token));
            }
        }

        await Task.Delay(s_warmUp, TimeProvider.System);
        var (packets, started) = (counter.Packets, Stopwatch.GetTimestamp());
        var cores = await CoresAsync();
        var rate = (counter.Packets - packets) / Stopwatch.GetElapsedTime(started).TotalSeconds;
        await output.WriteLineAsync($"simulator.delivered: {rate:0} ticks/s");
        await output.WriteLineAsync($"simulator.both_ends: {cores:0.00} cores");
        await output.WriteLineAsync($"simulator.per_core: {rate / cores:0} ticks/s");
        await stop.CancelAsync();
        await Task.WhenAll(readers);
        sockets.ForEach(static s => s.Dispose());
    }

    /// <summary>Processor time of this process over wall time.</summary>
    static async Task<double> CoresAsync()
    {
        var (cpu, at) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        await Task.Delay(s_measured, TimeProvider.System);
        return (Environment.CpuUsage.TotalTime - cpu) / Stopwatch.GetElapsedTime(at);
    }

    static async Task<string> LogInAsync(HttpClient http, SimulatorAccount account)
    {
        using var page = await http.GetAsync(new Uri($"connect/login?v=3&api_key={account.ApiKey}", UriKind.Relative));
        var token = HttpUtility.ParseQueryString(page.Headers.Location!.Query)["request_token"]!;
        var checksum = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(account.ApiKey + token + account.ApiSecret)));
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["api_key"] = account.ApiKey, ["request_token"] = token, ["checksum"] = checksum });
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
