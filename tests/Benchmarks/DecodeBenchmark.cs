using Kite.Ticker;

namespace Benchmarks;

/// <summary>Full packets decoded a second on one core, and what each allocates.</summary>
static class DecodeBenchmark
{
    const int PacketsPerFrame = 1000;
    const int FramesPerBatch = 100;

    public static async Task Run(TextWriter output)
    {
        var quotes = Enumerable.Range(0, PacketsPerFrame).Select(i => new Quote((uint)((1000 + i) << 8 | 2), 12_345 + i, 12_340 + i, 12_350 + i)).ToArray();
        var frame = FullPackets.Frame(quotes, 1_763_706_000);
        var (rate, bytes) = await Measure.Batches(() => Task.FromResult(Batch(frame)));
        await output.WriteLineAsync($"decode: {Measure.Count(rate)} packets/s");
        await output.WriteLineAsync($"decode: {Measure.Fraction(bytes)} bytes/packet");
    }

    static long Batch(byte[] frame)
    {
        var visitor = new Sum();
        for (var i = 0; i < FramesPerBatch; i++)
            TickerFrame.Decode(frame, ref visitor);
        return visitor.Packets;
    }

    /// <summary>Touches what a consumer would, so that nothing can be left out.</summary>
    struct Sum : IPacketVisitor
    {
        public long Packets;
        public long Prices;

        public void OnPacket(in TickerPacket packet)
        {
            Packets++;
            Prices += packet.LastPrice + packet.Depth[0].Price + packet.Depth[9].Price;
        }
    }
}
