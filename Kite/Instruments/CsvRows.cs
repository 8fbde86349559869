using System.Buffers;
using System.Text;

namespace Kite.Instruments;

/// <summary>
/// Reads one of the broker's CSV lists as it streams in: columns are found by name, rows that make no sense are counted, and what was
/// damaged on its way is told from a list.
/// </summary>
abstract class CsvRows(params string[] names)
{
    const int BufferSize = 128 * 1024;
    const int MaxFields = 32;
    protected const int MaxText = 256;

    readonly int[] _columns = new int[names.Length];
    int _lastColumn;
    bool _hasHeader;
    string? _damage;

    public int BadRows { get; private set; }

    protected abstract int Count { get; }

    /// <summary>Takes a row of enough fields; false when it makes no sense.</summary>
    protected abstract bool TryRead(ReadOnlySpan<byte> line, ReadOnlySpan<Range> fields);

    /// <summary>Where the column of a name stands in a line.</summary>
    protected int Column(int name) => _columns[name];

    /// <summary>Reads to the end; yields what is wrong with the list, null when it is whole. Does not close the stream.</summary>
    /// <param name="atLeast">Rows that a whole list has; a web server may end a cut-off answer as if it were whole.</param>
    public async Task<string?> ReadAsync(Stream utf8Csv, CancellationToken cancellationToken, int atLeast = 1)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var held = 0;
            while (true)
            {
                var read = await utf8Csv.ReadAsync(buffer.AsMemory(held), cancellationToken);
                held += read;
                var used = Lines(buffer.AsSpan(0, held), isLast: read == 0);
                if (_damage is not null)
                    return _damage;
                if (read == 0)
                    break;
                buffer.AsSpan(used, held - used).CopyTo(buffer);
                held -= used;
                if (held == buffer.Length)
                    return "The list holds a line without end. Download it again.";
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException or HttpRequestException)
        {
            return $"The list broke off ({e.GetType().Name}). Download it again.";
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        if (Count == 0)
            return "The list holds no rows. Download it again.";
        if (BadRows > Math.Max(10, Count / 20))
            return $"The list holds {BadRows} bad rows in {BadRows + Count}. Download it again.";
        return Count < atLeast ? $"The list holds {Count} rows where at least {atLeast} were expected. Download it again." : null;
    }

    int Lines(ReadOnlySpan<byte> bytes, bool isLast)
    {
        var used = 0;
        while (used < bytes.Length && _damage is null)
        {
            var length = bytes[used..].IndexOf((byte)'\n');
            var isCut = length < 0;
            if (isCut && !isLast)
                break;
            var line = isCut ? bytes[used..] : bytes.Slice(used, length);
            used = isCut ? bytes.Length : used + length + 1;
            line = line.TrimEnd((byte)'\r');
            if (!line.IsEmpty)
                Line(line, isCut);
        }

        return used;
    }

    void Line(ReadOnlySpan<byte> line, bool isCut)
    {
        Span<Range> fields = stackalloc Range[MaxFields];
        if (!_hasHeader)
        {
            _hasHeader = TryHeader(line.StartsWith("\uFEFF"u8) ? line[3..] : line, fields);
            if (!_hasHeader)
                _damage = "What came is no such list: its first line does not name the columns. Download it again.";
        }
        else if (CsvLine.Split(line, fields) <= _lastColumn || !TryRead(line, fields))
        {
            BadRows++;
            if (isCut)
                _damage = "The list ends in the middle of a row. Download it again.";
        }
    }

    bool TryHeader(ReadOnlySpan<byte> line, Span<Range> fields)
    {
        var count = CsvLine.Split(line, fields);
        for (var name = 0; name < names.Length; name++)
        {
            _columns[name] = -1;
            for (var i = 0; i < count; i++)
            {
                if (Ascii.EqualsIgnoreCase(line[fields[i]], names[name]))
                    _columns[name] = i;
            }

            if (_columns[name] < 0)
                return false;
        }

        _lastColumn = _columns.Max();
        return true;
    }
}
