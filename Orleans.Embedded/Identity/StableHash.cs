using System.Buffers.Binary;
using System.Numerics;

namespace Orleans.Runtime;

/// <summary>XXH32 with seed 0, as Orleans hashes: the same in every process and in the tables that both hosts share.</summary>
static class StableHash
{
    const uint P1 = 2654435761, P2 = 2246822519, P3 = 3266489917, P4 = 668265263, P5 = 374761393;

    public static uint Of(ReadOnlySpan<byte> data)
    {
        var hash = P5;
        var left = data;
        if (left.Length >= 16)
        {
            uint a = unchecked(P1 + P2), b = P2, c = 0, d = unchecked(0 - P1);
            for (; left.Length >= 16; left = left[16..])
            {
                a = Round(a, left);
                b = Round(b, left[4..]);
                c = Round(c, left[8..]);
                d = Round(d, left[12..]);
            }

            hash = BitOperations.RotateLeft(a, 1) + BitOperations.RotateLeft(b, 7) + BitOperations.RotateLeft(c, 12) + BitOperations.RotateLeft(d, 18);
        }

        hash += (uint)data.Length;
        for (; left.Length >= 4; left = left[4..])
            hash = BitOperations.RotateLeft(hash + (BinaryPrimitives.ReadUInt32LittleEndian(left) * P3), 17) * P4;
        foreach (var last in left)
            hash = BitOperations.RotateLeft(hash + (last * P5), 11) * P1;
        hash = (hash ^ (hash >> 15)) * P2;
        hash = (hash ^ (hash >> 13)) * P3;
        return hash ^ (hash >> 16);
    }

    static uint Round(uint lane, ReadOnlySpan<byte> input) =>
        BitOperations.RotateLeft(lane + (BinaryPrimitives.ReadUInt32LittleEndian(input) * P2), 13) * P1;
}
