using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Kite.Ticker;
using Xunit.Abstractions;

namespace Kite.Tests.Ticker;

/// <summary>Ten million damaged frames, a part in each test; a failure names the seed and the frame, which gives the same again.</summary>
public class TickerFrameFuzzTests(ITestOutputHelper output)
{
    const int Seed = 20251111;
    const int Corpus = 64;
    const int MaxFrame = 1024;

    [Fact]
    public void Three_million_frames_of_noise_are_read_as_what_they_say()
    {
        Fuzz("noise", 3_000_000, 1, static (random, _, buffer) =>
        {
            var noise = buffer[..random.Next(96)];
            random.Fill(noise);
            // Counts and lengths that occur, or noise would rarely get past its first packet.
            if (noise.Length > 2)
                BinaryPrimitives.WriteUInt16BigEndian(noise, (ushort)random.Next(8));
            for (var at = 2; at + 2 <= noise.Length;)
            {
                var length = random.Next(8) switch { 0 => 8, 1 => 28, 2 => 32, 3 => 44, 4 => random.Next(48), _ => 8 };
                BinaryPrimitives.WriteUInt16BigEndian(noise[at..], (ushort)length);
                at += 2 + length;
            }

            return noise;
        });
    }

    [Fact]
    public void Three_million_frames_cut_anywhere_give_the_packets_before_the_cut() =>
        Fuzz("cuts", 3_000_000, 2, static (random, sound, buffer) =>
        {
            sound.CopyTo(buffer);
            return buffer[..random.Next(sound.Length + 1)];
        });

    [Fact]
    public void Two_million_frames_with_flipped_bits_are_read_as_what_they_then_say() =>
        Fuzz("flips", 2_000_000, 3, static (random, sound, buffer) =>
        {
            sound.CopyTo(buffer);
            for (var flips = random.Next(6) + 1; flips > 0; flips--)
            {
                // Half of them where the packets' counts and lengths are: there they hurt.
                var at = random.Next(2) == 0 ? LengthAt(sound, random.Next(7)) + random.Next(2) : random.Next(sound.Length);
                buffer[Math.Min(at, sound.Length - 1)] ^= (byte)(1 << random.Next(8));
            }

            return buffer[..sound.Length];
        });

    [Fact]
    public void Two_million_flipped_packets_leave_the_others_of_their_frame_as_they_were()
    {
        var corpus = MakeCorpus();
        var whole = corpus.Select(frame => Frames.Decode(frame, out _).ToArray()).ToArray();
        var random = new Noise(Seed + 4);
        var buffer = new byte[MaxFrame];
        for (var i = 0; i < 2_000_000; i++)
        {
            var which = i % Corpus;
            var sound = corpus[which];
            sound.CopyTo(buffer, 0);
            // Inside one packet's body alone: frame and lengths stay.
            var hit = random.Next((sound[0] << 8) | sound[1]);
            var start = LengthAt(sound, hit + 1);
            var length = (sound[start] << 8) | sound[start + 1];
            buffer[start + 2 + random.Next(length)] ^= (byte)(1 << random.Next(8));
            var comparer = new Comparer(whole[which], Delivered(sound, hit));
            var result = TickerFrame.Decode<Comparer>(buffer.AsSpan(0, sound.Length), ref comparer);
            if (comparer.Wrong >= 0 || result.Packets + result.Skipped != ((sound[0] << 8) | sound[1]) || result.IsDamaged)
                Assert.Fail($"Seed {Seed + 4}, frame {i}: packet {comparer.Wrong} changed with packet {hit}; {result}; {Convert.ToHexString(sound)}.");
        }

        output.WriteLine($"fuzz.packets: 2000000 frames (seed {Seed + 4})");
    }

    [Fact]
    public void Decoding_allocates_nothing()
    {
        var frame = Frames.Of(Frames.Bytes(Frames.Ltp), Frames.FullInfy(), Frames.Bytes(Frames.IndexUp), Frames.FullInfy()[..44], new byte[7]);
        var visitor = new Comparer([], -1);
        TickerFrame.Decode(frame, ref visitor);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++)
            TickerFrame.Decode(frame, ref visitor);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(40_004, visitor.Seen);
    }

    delegate Span<byte> Damage(Noise random, byte[] sound, Span<byte> buffer);

    void Fuzz(string name, int frames, int part, Damage damage)
    {
        var corpus = MakeCorpus();
        var random = new Noise(Seed + part);
        var buffer = new byte[MaxFrame];
        long delivered = 0;
        for (var i = 0; i < frames; i++)
        {
            var frame = damage(random, corpus[i % Corpus], buffer);
            var oracle = new FrameOracle(frame);
            var result = TickerFrame.Decode(frame, ref oracle);
            if (oracle.Check(result) is { } fault)
                Assert.Fail($"Seed {Seed + part}, frame {i}: {fault}; {result}; {Convert.ToHexString(frame)}.");
            delivered += oracle.Packets;
        }

        // Damage that lets nothing through would prove nothing.
        Assert.InRange(delivered, frames / 2, frames * 4L);
        output.WriteLine($"fuzz.{name}: {frames} frames, {delivered} packets delivered (seed {Seed + part})");
    }

    /// <summary>Frames of one to six packets of all layouts and of none, with values of all signs.</summary>
    static byte[][] MakeCorpus()
    {
        int[] lengths = [8, 28, 32, 44, 8, 7, 44, 28, 0, 12, 184, 36];
        var random = new Noise(Seed);
        return [.. Enumerable.Range(0, Corpus).Select(_ => Frames.Of([.. Enumerable.Range(0, random.Next(5) + 1).Select(_ =>
        {
            var packet = new byte[Math.Max(1, lengths[random.Next(lengths.Length)])];
            random.Fill(packet);
            return packet;
        })]))];
    }

    /// <summary>Where the length of a packet stands; 0 is the count itself, beyond the last it is the end.</summary>
    static int LengthAt(byte[] sound, int packet)
    {
        var at = packet == 0 ? 0 : 2;
        for (; packet > 1 && at + 2 < sound.Length; packet--)
            at += 2 + ((sound[at] << 8) | sound[at + 1]);
        return at;
    }

    /// <summary>Which of the delivered packets a packet of the frame is; -1 when it has no layout.</summary>
    static int Delivered(byte[] sound, int packet)
    {
        var delivered = -1;
        var isKnown = false;
        for (var i = 0; i <= packet; i++)
        {
            var at = LengthAt(sound, i + 1);
            isKnown = sound[at + 1] is 8 or 28 or 32 or 44 or 184;
            delivered += isKnown ? 1 : 0;
        }

        return isKnown ? delivered : -1;
    }

    /// <summary>Small and fast (xorshift64*), so that ten million frames are a matter of seconds.</summary>
    sealed class Noise(int seed)
    {
        ulong _state = ((ulong)seed * 0x9E3779B97F4A7C15) | 1;

        public int Next(int below) => (int)(((Bits() >> 32) * (uint)below) >> 32);

        public void Fill(Span<byte> bytes)
        {
            for (; bytes.Length >= 8; bytes = bytes[8..])
                BinaryPrimitives.WriteUInt64LittleEndian(bytes, Bits());
            for (var i = 0; i < bytes.Length; i++)
                bytes[i] = (byte)(Bits() >> 56);
        }

        ulong Bits()
        {
            _state ^= _state >> 12;
            _state ^= _state << 25;
            _state ^= _state >> 27;
            return _state * 0x2545F4914F6CDD1D;
        }
    }

    /// <summary>Every packet but the damaged one must be what it was.</summary>
    struct Comparer(TickerPacket[] expected, int hit) : IPacketVisitor
    {
        // Beyond the last field there is padding, which nobody sets.
        const int Length = (int)PacketKind.Full + sizeof(int) + sizeof(PacketKind);

        public int Seen;
        public int Wrong = -1;

        public void OnPacket(in TickerPacket packet)
        {
            if (Seen != hit && Seen < expected.Length && !Bytes(in packet).SequenceEqual(Bytes(in expected[Seen])))
                Wrong = Seen;
            Seen++;
        }

        static ReadOnlySpan<byte> Bytes(in TickerPacket packet) => MemoryMarshal.AsBytes(new ReadOnlySpan<TickerPacket>(in packet))[..Length];
    }
}
