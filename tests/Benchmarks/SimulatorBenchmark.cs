using System.Diagnostics;
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

        await using var drain = new TickerDrain(http, host.TickerAddress);
        foreach (var account in host.Accounts)
            await drain.Connect(account.ApiKey, account.ApiSecret, SocketsEach, TokensEach);
        await Task.Delay(s_warmUp, TimeProvider.System);
        var (packets, started) = (drain.Packets, Stopwatch.GetTimestamp());
        var cores = await CoresAsync();
        var rate = (drain.Packets - packets) / Stopwatch.GetElapsedTime(started).TotalSeconds;
        await output.WriteLineAsync($"simulator.delivered: {rate:0} ticks/s");
        await output.WriteLineAsync($"simulator.both_ends: {cores:0.00} cores");
        await output.WriteLineAsync($"simulator.per_core: {rate / cores:0} ticks/s");
    }

    /// <summary>Processor time of this process over wall time.</summary>
    static async Task<double> CoresAsync()
    {
        var (cpu, at) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        await Task.Delay(s_measured, TimeProvider.System);
        return (Environment.CpuUsage.TotalTime - cpu) / Stopwatch.GetElapsedTime(at);
    }
}
