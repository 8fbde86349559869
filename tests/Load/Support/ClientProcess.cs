using System.Globalization;
using Load.Clients;

namespace Load.Support;

/// <summary>The process of the clients, seen from here.</summary>
sealed class ClientProcess : IAsyncDisposable
{
    readonly ChildProcess process;
    int asked;

    ClientProcess(ChildProcess process) => this.process = process;

    public int Id => process.Id;

    public static async Task<ClientProcess> Start(Uri service, int count, double hz, int window, params string[] groups)
    {
        string[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "Load.dll"), "clients", service.ToString(), count.ToString(CultureInfo.InvariantCulture),
            hz.ToString(CultureInfo.InvariantCulture), window.ToString(CultureInfo.InvariantCulture), string.Join(';', groups),
        ];
        var clients = new ClientProcess(ChildProcess.Start("the clients", "dotnet", arguments, AppContext.BaseDirectory, []));
        await clients.process.Line("started", l => l == "started", TimeSpan.FromSeconds(60));
        return clients;
    }

    /// <summary>Counting begins anew.</summary>
    public Task Mark() => process.Say("mark");

    public async Task<ClientReport> Report()
    {
        var name = $"report {++asked} ";
        await process.Say(name.TrimEnd());
        var line = await process.Line(name, l => l.StartsWith(name, StringComparison.Ordinal));
        return ClientReport.Parse(line[name.Length..]);
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();
}
