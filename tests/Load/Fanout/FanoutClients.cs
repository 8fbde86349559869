using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Load.Fanout;

/// <summary>
/// The clients, in a process of their own: <c>fanout-clients ADDRESS hub|bare COUNT HZ</c>. Commands on standard input: <c>mark</c>, <c>report N</c>, <c>freeze</c> (one more, that never
/// reads), <c>churn PER_SECOND SECONDS N</c>; it ends with it.
/// </summary>
static class FanoutClients
{
    static readonly TimeSpan PingPeriod = TimeSpan.FromSeconds(10);

    public static async Task<int> Run(string[] arguments)
    {
        var address = new Uri(arguments[0]);
        var server = new IPEndPoint(IPAddress.Parse(address.Host), address.Port);
        var (isHub, count, hz) = (arguments[1] == "hub", int.Parse(arguments[2], CultureInfo.InvariantCulture), double.Parse(arguments[3], CultureInfo.InvariantCulture));
        var figures = new WireFigures();
        using var stopping = new CancellationTokenSource();
        var clients = new List<WireClient>();
        var reading = new List<Task>();
        foreach (var some in Enumerable.Range(0, count).Chunk(50))
        {
            var added = some.Select(_ => new WireClient(server, isHub, hz, figures)).ToList();
            await Task.WhenAll(added.Select(c => c.Connect(stopping.Token)));
            reading.AddRange(added.Select(c => Guarded(c.Read(stopping.Token))));
            clients.AddRange(added);
        }

        using var pings = new Timer(_ => clients.ForEach(c => _ = Guarded(c.Ping(stopping.Token))), null, PingPeriod, PingPeriod);
        Console.WriteLine("started");
        while (await Console.In.ReadLineAsync(CancellationToken.None) is { } line)
        {
            switch (line.Split(' '))
            {
                case ["mark"]:
                    figures.Restart();
                    break;
                case ["report", _]:
                    Console.WriteLine($"{line} {figures.ToJson(reading.Count(r => !r.IsCompleted))}");
                    break;
                case ["freeze"]:
                    var frozen = new WireClient(server, isHub, hz, figures).Narrow();
                    await frozen.Connect(stopping.Token);
                    clients.Add(frozen);
                    break;
                case ["churn", var perSecond, var seconds, _]:
                    var made = await Churn(server, hz, int.Parse(perSecond, CultureInfo.InvariantCulture), int.Parse(seconds, CultureInfo.InvariantCulture), stopping.Token);
                    Console.WriteLine($"{line} {made}");
                    break;
                default:
                    break;
            }
        }

        await stopping.CancelAsync();
        clients.ForEach(c => c.Dispose());
        return 0;
    }

    /// <summary>So many come each second, take frames for about a second, and leave without a word. Returns how many got one.</summary>
    static async Task<int> Churn(IPEndPoint server, double hz, int perSecond, int seconds, CancellationToken stopping)
    {
        var visits = new List<Task<bool>>();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(0.1), TimeProvider.System);
        for (var turn = 0; turn < seconds * 10 && await timer.WaitForNextTickAsync(stopping); turn++)
            visits.AddRange(Enumerable.Range(0, perSecond / 10).Select(_ => Visit(server, hz, stopping)));
        return (await Task.WhenAll(visits)).Count(v => v);
    }

    static async Task<bool> Visit(IPEndPoint server, double hz, CancellationToken stopping)
    {
        var seen = new WireFigures(few: true);
        using var client = new WireClient(server, isHub: true, hz, seen);
        using var stay = new CancellationTokenSource(TimeSpan.FromSeconds(1), TimeProvider.System);
        await Guarded(client.Connect(stopping));
        await Guarded(client.Read(stay.Token));
        return seen.Updates > 0;
    }

    static async Task Guarded(Task task)
    {
        try
        {
            await task;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The connection has ended: counted by who is still connected.
        }
    }
}
