using System.Globalization;
using System.IO.Compression;
using System.Text;
using Kite.Instruments;
using Kite.Rest;

namespace Benchmarks;

/// <summary>The instrument list of 200,000 rows: unpacked and read as it streams in, and what it holds afterwards.</summary>
static class MasterBenchmark
{
    const int Rows = 200_000;
    const int Underlyings = 250;

    public static async Task Run(TextWriter output)
    {
        var packed = Pack();
        var time = TimeProvider.System;
        var milliseconds = await Measure.Median(async () =>
        {
            GC.Collect();
            var start = time.GetTimestamp();
            await LoadAsync(packed);
            return time.GetElapsedTime(start).TotalMilliseconds;
        });
        // On a machine that others use, too, the time of the processor says more than the clock.
        var processor = await Measure.Median(async () =>
        {
            GC.Collect();
            var start = Environment.CpuUsage.TotalTime;
            await LoadAsync(packed);
            return (Environment.CpuUsage.TotalTime - start).TotalMilliseconds;
        });
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var master = await LoadAsync(packed);
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        await output.WriteLineAsync($"master.rows: {Measure.Count(master.Count)} rows");
        await output.WriteLineAsync($"master.load: {Measure.Count(milliseconds)} ms");
        await output.WriteLineAsync($"master.load.processor: {Measure.Count(processor)} ms");
        await output.WriteLineAsync($"master.memory: {Measure.Fraction(held / 1e6)} MB");
        await output.WriteLineAsync($"master.allocated: {Measure.Fraction(allocated / 1e6)} MB");
        GC.KeepAlive(master);
    }

    static async Task<InstrumentMaster> LoadAsync(byte[] packed)
    {
        await using var gzip = new GzipBody(new MemoryStream(packed));
        var outcome = await InstrumentMaster.LoadAsync(gzip, CancellationToken.None);
        return outcome.Value ?? throw new InvalidOperationException(outcome.Message);
    }

    /// <summary>Shares, futures and option chains in about the shares that the broker's list has.</summary>
    static byte[] Pack()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        using (var text = new StreamWriter(gzip, new UTF8Encoding(false)))
        {
            text.Write("instrument_token,exchange_token,tradingsymbol,name,last_price,expiry,strike,tick_size,lot_size,instrument_type,segment,exchange\n");
            for (var i = 1; i <= Rows; i++)
                text.Write(Row(i));
        }

        return packed.ToArray();
    }

    static string Row(int i)
    {
        var number = i % Underlyings;
        var name = $"COMPANY{number}";
        if (i % 12 == 0)
            return string.Create(CultureInfo.InvariantCulture, $"{(i << 8) | 1},{i},SHARE{i},SHARE COMPANY NUMBER {i} LIMITED,0,,0,0.05,1,EQ,NSE,NSE\n");
        var expiry = new DateOnly(2025, 11, 27).AddMonths(i / Underlyings % 4);
        var month = expiry.ToString("yyMMM", CultureInfo.InvariantCulture).ToUpperInvariant();
        var strike = 100 + (5 * (i / (Underlyings * 8)));
        var right = i / (Underlyings * 4) % 2 == 0 ? "CE" : "PE";
        // Two thirds at the one exchange, one third at the other; every row another strike, so that no name comes twice.
        var (exchange, low) = i % 3 == 0 ? ("BFO", 5) : ("NFO", 2);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(i << 8) | low},{i},{name}{month}{strike}.{i % 100:00}{right},{name},0,{expiry:yyyy-MM-dd},{strike}.{i % 100:00},0.05,{25 + number},{right},{exchange}-OPT,{exchange}\n");
    }
}
