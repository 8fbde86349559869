using System.Globalization;

namespace Load.Clients;

/// <summary>
/// The clients, in a process of their own: <c>clients ADDRESS COUNT HZ WINDOW CHAIN[,CHAIN…][;CHAIN…]</c>, each with the next group of chains. It takes commands on standard input, <c>mark</c> to count from now on and
/// <c>report</c> for what was counted, and ends with it.
/// </summary>
static class ClientProgram
{
    /// <summary>A crowd comes in at this pace: the handshakes are not what is measured.</summary>
    static readonly TimeSpan Between = TimeSpan.FromMilliseconds(10);

    public static async Task<int> Run(string[] arguments)
    {
        var address = new UriBuilder(arguments[0]) { Scheme = "ws", Path = "/hubs/market" }.Uri;
        var count = int.Parse(arguments[1], CultureInfo.InvariantCulture);
        var hz = double.Parse(arguments[2], CultureInfo.InvariantCulture);
        var window = int.Parse(arguments[3], CultureInfo.InvariantCulture);
        var groups = arguments[4].Split(';').Select(group => group.Split(',').Select((chain, at) => StreamRequest.Of(at, chain, hz, window)).ToList()).ToList();
        var clients = Enumerable.Range(0, count).Select(i => new ChainClient(address, groups[i % groups.Count])).ToList();
        using var stopping = new CancellationTokenSource();
        var running = new List<Task>();
        foreach (var client in clients)
        {
            running.Add(client.Run(stopping.Token));
            await Task.Delay(Between, TimeProvider.System);
        }

        Console.WriteLine("started");
        while (await Console.In.ReadLineAsync(CancellationToken.None) is { } line)
        {
            var now = Stamps.Now();
            if (line == "mark")
                clients.ForEach(c => c.Counts.Restart(now));
            else if (line.StartsWith("report", StringComparison.Ordinal))
                Console.WriteLine($"{line} {ClientReport.Of([.. clients.Select(c => c.Counts)])}");
        }

        await stopping.CancelAsync();
        await Task.WhenAll(running);
        return 0;
    }
}

/// <summary>Milliseconds of the machine's clock, cut to what fits the quantity that carries them through the service.</summary>
static class Stamps
{
    /// <summary>The simulator's <c>--stamp</c> writes the same bits.</summary>
    public const int Mask = (1 << 30) - 1;

    public static int Now() => (int)(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() & Mask);

    /// <summary>Milliseconds from one stamp to a later one.</summary>
    public static int Between(int earlier, int later)
    {
        var way = (later - earlier) & Mask;
        return way > Mask / 2 ? way - Mask - 1 : way;
    }
}
