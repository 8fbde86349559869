using System.Net;
using System.Net.Sockets;

namespace EndToEnd.Support;

/// <summary>The service as an operator starts it: a process, an address, a data folder, settings in the environment.</summary>
sealed class ServiceProcess : IAsyncDisposable
{
    static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(60);
    readonly ChildProcess process;
    readonly long began;

    ServiceProcess(ChildProcess process, Uri address, long began)
    {
        (this.process, Address, this.began) = (process, address, began);
        Client = new(address);
    }

    public Uri Address { get; }

    public ServiceClient Client { get; }

    public ChildProcess Process => process;

    /// <summary>From starting the process to the first 200 of /health/ready.</summary>
    public TimeSpan ReadyAfter { get; private set; }

    /// <summary>Starts it and waits until every component is ready.</summary>
    /// <param name="settings">Environment variables, for example <c>Ticker__Pricing__Rate</c>.</param>
    /// <param name="published">The assembly of a published service; without one it is the solution's build.</param>
    /// <param name="disk">Its data folder is a disk of its own.</param>
    public static async Task<ServiceProcess> Start(
        string data, IEnumerable<KeyValuePair<string, string>>? settings = null, int? port = null, string? published = null, SmallDisk? disk = null)
    {
        var address = $"http://127.0.0.1:{port ?? FreePort()}";
        var began = TimeProvider.System.GetTimestamp();
        var service = new ServiceProcess(Launch([], address, data, settings, published, disk), new(address + "/"), began);
        try
        {
            await service.BecomeReady();
            return service;
        }
        catch (Exception)
        {
            await service.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the program and does not wait: for starts that are meant to fail, and for its commands.</summary>
    public static ChildProcess Launch(
        IEnumerable<string> arguments, string address, string data, IEnumerable<KeyValuePair<string, string>>? settings = null, string? published = null,
        SmallDisk? disk = null) => ChildProcess.Start(
        "the service",
        disk is null ? "dotnet" : SmallDisk.Program,
        [.. disk?.Mounting(data) ?? [], published ?? Repository.Program("Gateway"), .. arguments],
        published is null ? Path.Combine(Repository.Root, "Gateway") : Path.GetDirectoryName(published)!,
        [new("ASPNETCORE_URLS", address), new("TICKER_DATA", data), .. settings ?? []]);

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>SIGKILL, and the process is gone.</summary>
    public async Task Kill()
    {
        process.Kill();
        await process.Exit();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await process.DisposeAsync();
    }

    async Task BecomeReady()
    {
        await Eventually.Becomes("start of the service", "200 from /health/ready", Ready, ready => ready == "200", ReadyLimit);
        ReadyAfter = TimeProvider.System.GetElapsedTime(began);
    }

    async Task<string> Ready()
    {
        if (process.HasExited)
            throw new InvalidOperationException($"The service ended before it was ready. {process.Transcript}");
        var answer = await Client.Get("/health/ready");
        return answer.Status == 200 ? "200" : $"{answer.Status} {answer.Text}\n{process.Transcript}";
    }
}
