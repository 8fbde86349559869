using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Grains.Tests.Support;

/// <summary>Which of a connection's next bytes are lost with it.</summary>
enum Cut
{
    /// <summary>The request never arrives.</summary>
    Request,

    /// <summary>The request arrives and is answered; the answer is lost.</summary>
    Reply,
}

/// <summary>A TCP proxy that cuts a connection when a certain text passes through it towards the server.</summary>
sealed class CuttingProxy : IAsyncDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly int target;
    readonly CancellationTokenSource stop = new();
    readonly Task accepting;
    readonly ConcurrentDictionary<TcpClient, bool> clients = new();
    volatile Tuple<byte[], Cut>? armed;
    volatile bool closed;

    public CuttingProxy(int target)
    {
        this.target = target;
        listener.Start();
        accepting = Accept();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public bool HasCut => armed is null;

    /// <summary>The next request that contains <paramref name="text"/> is the last of its connection.</summary>
    public void Arm(string text, Cut cut) => armed = Tuple.Create(Encoding.UTF8.GetBytes(text), cut);

    /// <summary>Cuts every connection, and every new one at once.</summary>
    public void Close()
    {
        closed = true;
        foreach (var client in clients.Keys)
            client.Close();
    }

    public void Open() => closed = false;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        Close();
        listener.Stop();
        await accepting;
        stop.Dispose();
    }

    async Task Accept()
    {
        while (true)
        {
            try
            {
                _ = Serve(await listener.AcceptTcpClientAsync(stop.Token));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    async Task Serve(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            try
            {
                clients[client] = true;
                if (closed)
                    return;
                await server.ConnectAsync(IPAddress.Loopback, target, stop.Token);
                var back = server.GetStream().CopyToAsync(client.GetStream(), stop.Token);
                await Forward(client.GetStream(), server);
                client.Close();
                server.Close();
                await back;
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // Either side is gone; so is the other.
            }
            finally
            {
                clients.TryRemove(client, out _);
            }
        }
    }

    async Task Forward(NetworkStream from, TcpClient server)
    {
        var buffer = new byte[65536];
        int read;
        while ((read = await from.ReadAsync(buffer, stop.Token)) > 0)
        {
            if (armed is { } what && buffer.AsSpan(0, read).IndexOf(what.Item1) >= 0)
            {
                if (what.Item2 == Cut.Request)
                {
                    armed = null;
                    return;
                }

                // The reply must not get through: the client's side goes first.
                from.Close();
                await server.GetStream().WriteAsync(buffer.AsMemory(0, read), stop.Token);
                armed = null;
                return;
            }

            await server.GetStream().WriteAsync(buffer.AsMemory(0, read), stop.Token);
        }
    }
}
