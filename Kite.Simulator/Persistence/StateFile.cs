using System.Buffers.Binary;

namespace Kite.Simulator.Persistence;

/// <summary>The latest state as one checksummed block, replaced in one step: a reader finds the old block or the new one.</summary>
internal sealed class StateFile(string? folder)
{
    public const string FileName = "market.bin";

    public void Write(ReadOnlySpan<byte> state)
    {
        if (folder is null)
            return;
        var path = Path.Combine(folder, FileName);
        Span<byte> head = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(head, Journal.Checksum(state));
        using (var file = new FileStream(path + ".new", FileMode.Create, FileAccess.Write, FileShare.None))
        {
            file.Write(head);
            file.Write(state);
        }

        File.Move(path + ".new", path, overwrite: true);
    }

    /// <summary>Null when there is none, or when it is damaged: the market then begins at the start.</summary>
    public byte[]? Read()
    {
        var path = folder is null ? null : Path.Combine(folder, FileName);
        if (path is null || !File.Exists(path))
            return null;
        var bytes = File.ReadAllBytes(path);
        return bytes.Length > 4 && Journal.Checksum(bytes.AsSpan(4)) == BinaryPrimitives.ReadUInt32LittleEndian(bytes) ? bytes[4..] : null;
    }
}
