using Kite.Ticker;

namespace Kite.Tests.Ticker;

public class TickerFrameFuzzTests
{
    struct Counter : IPacketVisitor
    {
        public int Packets;
        public long Sum;

        public void OnPacket(in TickerPacket packet)
        {
            Packets++;
            Sum += packet.LastPrice;
        }
    }

    [Fact]
    public void A_million_damaged_frames_decode_without_an_exception_and_with_true_counts()
    {
        var random = new Random(20251111);
        var sound = Frames.Of(Frames.Bytes(Frames.Ltp), Frames.FullInfy(), Frames.Bytes(Frames.IndexUp), Frames.FullInfy()[..44], Frames.Bytes(Frames.IndexFull));
        var buffer = new byte[1024];
        long delivered = 0;
        for (var i = 0; i < 1_000_000; i++)
        {
            var frame = Damage(random, sound, buffer, i % 3);
            var visitor = default(Counter);
            var result = TickerFrame.Decode(frame, ref visitor);
            delivered += visitor.Packets;
            if (visitor.Packets != result.Packets)
                Assert.Fail($"Frame {i}: {result} after {visitor.Packets} packets.");
            if (frame.Length >= 2 && result.Packets + result.Skipped + result.Truncated != ((frame[0] << 8) | frame[1]))
                Assert.Fail($"Frame {i}: {result} does not add up to what the frame announced.");
            if (frame.Length < 2 != result.Heartbeat)
                Assert.Fail($"Frame {i}: {result} for {frame.Length} bytes.");
        }

        Assert.InRange(delivered, 1_000_000, 5_000_000);
    }

    [Fact]
    public void Decoding_allocates_nothing()
    {
        var frame = Frames.Of(Frames.Bytes(Frames.Ltp), Frames.FullInfy(), Frames.Bytes(Frames.IndexUp), Frames.FullInfy()[..44], new byte[7]);
        var visitor = default(Counter);
        TickerFrame.Decode(frame, ref visitor);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++)
            TickerFrame.Decode(frame, ref visitor);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(40_004, visitor.Packets);
    }

    static ReadOnlySpan<byte> Damage(Random random, byte[] sound, byte[] buffer, int way)
    {
        if (way == 0)
        {
            var noise = buffer.AsSpan(0, random.Next(buffer.Length));
            random.NextBytes(noise);
            // Small counts and lengths, or noise would rarely get past its first packet.
            for (var at = 0; at < noise.Length; at += 2 + random.Next(60))
                noise[at] = 0;
            return noise;
        }

        sound.CopyTo(buffer, 0);
        if (way == 1)
            return buffer.AsSpan(0, random.Next(sound.Length + 1));
        for (var flips = random.Next(1, 8); flips > 0; flips--)
            buffer[random.Next(sound.Length)] ^= (byte)(1 << random.Next(8));
        return buffer.AsSpan(0, sound.Length);
    }
}
