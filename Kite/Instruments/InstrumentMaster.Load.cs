using System.Buffers;

namespace Kite.Instruments;

public sealed partial class InstrumentMaster
{
    const int BufferSize = 128 * 1024;

    /// <summary>
    /// Reads the broker's CSV as it streams in. Rows that make no sense are counted; a damaged download (a web page, a cut-off stream, a
    /// missing header, no rows, or too many bad rows) is <see cref="OutcomeKind.Unknown"/> with a reason. Does not close the stream.
    /// </summary>
    public static async Task<Outcome<InstrumentMaster>> LoadAsync(Stream utf8Csv, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(utf8Csv);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        var csv = new InstrumentCsv();
        var state = new LineState();
        try
        {
            var held = 0;
            while (true)
            {
                var read = await utf8Csv.ReadAsync(buffer.AsMemory(held), cancellationToken);
                held += read;
                var used = Lines(csv, buffer.AsSpan(0, held), isLast: read == 0, ref state);
                if (state.Damage is { } damage)
                    return Outcome<InstrumentMaster>.Unknown(damage);
                if (read == 0)
                    break;
                buffer.AsSpan(used, held - used).CopyTo(buffer);
                held -= used;
                if (held == buffer.Length)
                    return Outcome<InstrumentMaster>.Unknown("The instrument list holds a line without end. Download it again.");
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException or HttpRequestException)
        {
            return Outcome<InstrumentMaster>.Unknown($"The instrument list broke off ({e.GetType().Name}). Download it again.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        if (csv.Rows.Count == 0)
            return Outcome<InstrumentMaster>.Unknown("The instrument list holds no rows. Download it again.");
        if (csv.BadRows > Math.Max(10, csv.Rows.Count / 20))
            return Outcome<InstrumentMaster>.Unknown($"The instrument list holds {csv.BadRows} bad rows in {csv.BadRows + csv.Rows.Count}. Download it again.");
        return Outcome<InstrumentMaster>.Accepted(new InstrumentMaster(csv.Rows, csv.BadRows));
    }

    static int Lines(InstrumentCsv csv, ReadOnlySpan<byte> bytes, bool isLast, ref LineState state)
    {
        var used = 0;
        while (used < bytes.Length && state.Damage is null)
        {
            var length = bytes[used..].IndexOf((byte)'\n');
            var isCut = length < 0;
            if (isCut && !isLast)
                break;
            var line = isCut ? bytes[used..] : bytes.Slice(used, length);
            used = isCut ? bytes.Length : used + length + 1;
            line = line.TrimEnd((byte)'\r');
            if (line.IsEmpty)
                continue;
            if (!state.HasHeader)
            {
                state.HasHeader = csv.TryHeader(line.StartsWith("\uFEFF"u8) ? line[3..] : line);
                if (!state.HasHeader)
                    state.Damage = "What came is no instrument list: its first line does not name the columns. Download it again.";
            }
            else if (!csv.TryRow(line) && isCut)
            {
                state.Damage = "The instrument list ends in the middle of a row. Download it again.";
            }
        }

        return used;
    }

    struct LineState
    {
        public bool HasHeader;
        public string? Damage;
    }
}
