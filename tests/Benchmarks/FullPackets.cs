using System.Buffers.Binary;

namespace Benchmarks;

/// <summary>Writes ticker frames of full packets, byte by byte as the protocol has them.</summary>
static class FullPackets
{
    public const int Length = 184;

    public static byte[] Frame(ReadOnlySpan<Quote> quotes, uint exchangeTime)
    {
        var frame = new byte[2 + (quotes.Length * (2 + Length))];
        BinaryPrimitives.WriteUInt16BigEndian(frame, (ushort)quotes.Length);
        for (var i = 0; i < quotes.Length; i++)
        {
            var at = frame.AsSpan(2 + (i * (2 + Length)));
            BinaryPrimitives.WriteUInt16BigEndian(at, Length);
            Packet(at[2..], quotes[i], exchangeTime);
        }

        return frame;
    }

    static void Packet(Span<byte> packet, Quote quote, uint exchangeTime)
    {
        Word(packet, 0, quote.Token);
        Word(packet, 4, quote.Last);
        Word(packet, 8, 75);
        Word(packet, 12, quote.Last);
        Word(packet, 16, 1_000_000);
        Word(packet, 28, quote.Last);
        Word(packet, 32, quote.Last + 500);
        Word(packet, 36, Math.Max(5, quote.Last - 500));
        Word(packet, 40, quote.Last);
        Word(packet, 44, exchangeTime);
        Word(packet, 48, 500_000);
        Word(packet, 60, exchangeTime);
        for (var level = 0; level < 5; level++)
        {
            Level(packet[(64 + (12 * level))..], quote.Bid - (5 * level));
            Level(packet[(124 + (12 * level))..], quote.Ask + (5 * level));
        }
    }

    static void Level(Span<byte> at, long price)
    {
        Word(at, 0, 150);
        Word(at, 4, Math.Max(5, price));
        BinaryPrimitives.WriteUInt16BigEndian(at[8..], 3);
    }

    static void Word(Span<byte> packet, int at, long value) => BinaryPrimitives.WriteUInt32BigEndian(packet[at..], (uint)value);
}

/// <summary>Raw paise.</summary>
readonly record struct Quote(uint Token, int Last, int Bid, int Ask);
