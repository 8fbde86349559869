using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace Kite.Simulator.Orders;

/// <summary>
/// Posts what became of an order to the app's address: once, within three seconds, whatever the answer. The checksum is SHA-256 of order id,
/// order_timestamp and the app's secret. What the queue cannot hold is dropped and counted.
/// </summary>
internal sealed class Postbacks(World world)
{
    static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);
    readonly Channel<byte[]> _queue = Channel.CreateBounded<byte[]>(1024);
    long _dropped;
    long _failed;
    long _sent;

    public long Dropped => Volatile.Read(ref _dropped);

    public long Failed => Volatile.Read(ref _failed);

    public long Sent => Volatile.Read(ref _sent);

    public void Send(OrderRow row)
    {
        if (world.Options.PostbackUrl is null || row.Status is not (OrderStatus.Complete or OrderStatus.Rejected or OrderStatus.Cancelled or "UPDATE"))
            return;
        var secret = world.Sessions.Accounts.First(a => a.UserId == row.UserId).ApiSecret;
        var fields = OrderJson.Postback(row, "");
        var signed = row.OrderId + fields["order_timestamp"] + secret;
        fields["checksum"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(signed)));
        if (!_queue.Writer.TryWrite(JsonSerializer.SerializeToUtf8Bytes(fields)))
            Interlocked.Increment(ref _dropped);
    }

    public async Task RunAsync(CancellationToken stopping)
    {
        if (world.Options.PostbackUrl is not { } address)
            return;
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        try
        {
            await foreach (var body in _queue.Reader.ReadAllAsync(stopping))
                await PostAsync(http, address, body, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    async Task PostAsync(HttpClient http, Uri address, byte[] body, CancellationToken stopping)
    {
        using var patience = new CancellationTokenSource(s_patience, world.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, patience.Token);
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using var answer = await http.PostAsync(address, content, either.Token);
            Interlocked.Increment(ref answer.IsSuccessStatusCode ? ref _sent : ref _failed);
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !stopping.IsCancellationRequested))
        {
            // Nothing is promised: the broker does not try again.
            Interlocked.Increment(ref _failed);
        }
    }
}
