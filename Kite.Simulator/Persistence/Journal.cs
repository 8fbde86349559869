using System.Buffers.Binary;
using System.Numerics;
using System.Text.Json;

namespace Kite.Simulator.Persistence;

/// <summary>
/// An append-only file of checksummed JSON records: length, CRC-32C, bytes. A last record that is cut or damaged was being
/// written when the process died, and was never promised to anybody; it is cut off at the next start. Damage before good records is refused, the
/// file left as it is. It is locked while it is open, so two processes cannot share a folder.
/// </summary>
internal sealed class Journal : IDisposable
{
    public const string FileName = "journal.bin";
    const int LargestRecord = 1 << 24;
    readonly string? _folder;
    readonly Lock _sync = new();
    FileStream? _file;

    /// <param name="folder">Null keeps nothing.</param>
    /// <exception cref="SimulatorException">The folder cannot be used.</exception>
    public Journal(string? folder)
    {
        _folder = folder;
        if (folder is null)
            return;
        try
        {
            Directory.CreateDirectory(folder);
            _file = new(Path.Combine(folder, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SimulatorException($"The data folder {folder} cannot be used ({e.Message}); close the other simulator or name another folder.", e);
        }
    }

    public bool Keeps => _file is not null;

    /// <summary>All good records, oldest first; afterwards the journal is ready to append.</summary>
    /// <exception cref="SimulatorException">It is damaged before its end.</exception>
    public List<JournalEntry> Load()
    {
        var entries = new List<JournalEntry>();
        if (_file is null)
            return entries;
        var bytes = new byte[_file.Length];
        _file.ReadExactly(bytes);
        var at = 0;
        while (Next(bytes.AsSpan(at)) is { Length: > 0 } record)
        {
            entries.Add(JsonSerializer.Deserialize<JournalEntry>(record)!);
            at += 8 + record.Length;
        }

        if (HoldsRecord(bytes.AsSpan(at)))
        {
            Dispose();
            throw new SimulatorException(
                $"The journal {Path.Combine(_folder!, FileName)} is damaged at byte {at}, and good records follow: restore a copy of it, or move it away to begin with an empty order book.");
        }

        _file.SetLength(at);
        _file.Position = at;
        return entries;
    }

    /// <summary>Whether a good record starts anywhere in what could not be read: then this is no record that a dying process left unfinished.</summary>
    static bool HoldsRecord(ReadOnlySpan<byte> rest)
    {
        for (var at = 1; at + 8 < rest.Length; at++)
        {
            if (Next(rest[at..]) is { Length: > 0 })
                return true;
        }

        return false;
    }

    /// <summary>Hands a record to the operating system, which keeps it when the process dies; <see cref="Sync"/> keeps it when the machine does.</summary>
    /// <exception cref="IOException">The disk is full; the record is not in the journal.</exception>
    public void Append(JournalEntry entry)
    {
        if (_file is null)
            return;
        var record = Encode(entry);
        lock (_sync)
        {
            var end = _file.Length;
            try
            {
                _file.Write(record);
            }
            catch (IOException)
            {
                // A part of a record would hide all that follows it.
                _file.SetLength(end);
                _file.Position = end;
                throw;
            }
        }
    }

    /// <summary>Returns when all that was appended is on the disk.</summary>
    public void Sync()
    {
        lock (_sync)
            _file?.Flush(flushToDisk: true);
    }

    /// <summary>Begins again with these records only, in one step: either the old file is there or the new one.</summary>
    public void Restart(IEnumerable<JournalEntry> entries)
    {
        if (_file is null)
            return;
        var path = Path.Combine(_folder!, FileName);
        lock (_sync)
        {
            var fresh = new FileStream(path + ".new", FileMode.Create, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            foreach (var entry in entries)
                fresh.Write(Encode(entry));
            fresh.Flush(flushToDisk: true);
            File.Move(path + ".new", path, overwrite: true);
            _file.Dispose();
            _file = fresh;
        }
    }

    public void Dispose()
    {
        lock (_sync)
        {
            _file?.Dispose();
            _file = null;
        }
    }

    /// <summary>CRC-32C of a block.</summary>
    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
            crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }

    static ReadOnlySpan<byte> Next(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 8)
            return [];
        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        if (length is <= 0 or > LargestRecord || bytes.Length < 8 + length)
            return [];
        var record = bytes.Slice(8, length);
        return Checksum(record) == BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) ? record : [];
    }

    static byte[] Encode(JournalEntry entry)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(entry);
        var record = new byte[8 + json.Length];
        BinaryPrimitives.WriteInt32LittleEndian(record, json.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(4), Checksum(json));
        json.CopyTo(record, 8);
        return record;
    }
}
