using System.Buffers.Text;
using System.Text;

namespace Kite.Instruments;

/// <summary>Turns the lines of the broker's instrument list into rows. Texts that repeat are shared; unused cells become nothing.</summary>
sealed class InstrumentCsv
{
    const int MaxFields = 32;
    const int MaxText = 256;

    static readonly string[] Names =
    [
        "instrument_token", "exchange_token", "tradingsymbol", "name", "expiry", "strike", "tick_size", "lot_size", "instrument_type", "segment",
        "exchange",
    ];

    readonly int[] _columns = new int[Names.Length];
    int _lastColumn;
    readonly HashSet<string> _texts = [];
    readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    public InstrumentCsv() => _lookup = _texts.GetAlternateLookup<ReadOnlySpan<char>>();

    public List<Instrument> Rows { get; } = [];

    public int BadRows { get; private set; }

    /// <summary>Finds the columns by name; false when one is missing.</summary>
    public bool TryHeader(ReadOnlySpan<byte> line)
    {
        Span<Range> fields = stackalloc Range[MaxFields];
        var count = CsvLine.Split(line, fields);
        for (var column = 0; column < Names.Length; column++)
        {
            _columns[column] = -1;
            for (var i = 0; i < count; i++)
            {
                if (Ascii.EqualsIgnoreCase(line[fields[i]], Names[column]))
                    _columns[column] = i;
            }

            if (_columns[column] < 0)
                return false;
        }

        _lastColumn = _columns.Max();
        return true;
    }

    /// <summary>Takes a row; false, and counted, when it makes no sense.</summary>
    public bool TryRow(ReadOnlySpan<byte> line)
    {
        Span<Range> fields = stackalloc Range[MaxFields];
        if (CsvLine.Split(line, fields) > _lastColumn && Read(line, fields) is { } row)
        {
            Rows.Add(row);
            return true;
        }

        BadRows++;
        return false;
    }

    Instrument? Read(ReadOnlySpan<byte> line, ReadOnlySpan<Range> fields)
    {
        if (!TryUInt(line[fields[_columns[0]]], out var token) || token == 0
            || !TryUInt(line[fields[_columns[1]]], out var exchangeToken)
            || !TryShared(line[fields[_columns[3]]], out var name)
            || !TryDate(line[fields[_columns[4]]], out var expiry)
            || !TryDecimal(line[fields[_columns[5]]], out var strike)
            || !TryDecimal(line[fields[_columns[6]]], out var tickSize)
            || !TryDecimal(line[fields[_columns[7]]], out var lotSize) || lotSize > int.MaxValue
            || Type(line[fields[_columns[8]]]) is not { } type
            || !TryShared(line[fields[_columns[9]]], out var segment)
            || !TryShared(line[fields[_columns[10]]], out var exchange) || exchange.Length == 0)
        {
            return null;
        }

        var isOption = type is InstrumentType.Ce or InstrumentType.Pe;
        Span<char> buffer = stackalloc char[MaxText];
        if (!CsvLine.TryText(line[fields[_columns[2]]], buffer, out var symbol) || symbol.IsWhiteSpace()
            || (type != InstrumentType.Eq && expiry is null) || (isOption && strike == 0))
        {
            return null;
        }

        return new Instrument(token, exchangeToken, exchange, symbol.ToString(), name, expiry, strike, tickSize, (int)lotSize, type, segment);
    }

    bool TryShared(ReadOnlySpan<byte> field, out string text)
    {
        text = "";
        Span<char> buffer = stackalloc char[MaxText];
        if (!CsvLine.TryText(field, buffer, out var characters))
            return false;
        if (_lookup.TryGetValue(characters, out var known))
        {
            text = known;
            return true;
        }

        text = characters.ToString();
        _texts.Add(text);
        return true;
    }

    static InstrumentType? Type(ReadOnlySpan<byte> field)
    {
        if (field.SequenceEqual("CE"u8))
            return InstrumentType.Ce;
        if (field.SequenceEqual("PE"u8))
            return InstrumentType.Pe;
        if (field.SequenceEqual("FUT"u8))
            return InstrumentType.Fut;
        return field.SequenceEqual("EQ"u8) ? InstrumentType.Eq : null;
    }

    static bool TryUInt(ReadOnlySpan<byte> field, out uint value) =>
        Utf8Parser.TryParse(field, out value, out var used) && used == field.Length;

    static bool TryDecimal(ReadOnlySpan<byte> field, out decimal value)
    {
        value = 0;
        if (field.IsEmpty)
            return true;
        if (!Utf8Parser.TryParse(field, out value, out var used) || used != field.Length || value < 0)
            return false;
        // 25000.0 and 25000 are one strike; dropping the zeros keeps them one text as well.
        if (field.Contains((byte)'.'))
            value /= 1.0000000000000000000000000000m;
        return true;
    }

    static bool TryDate(ReadOnlySpan<byte> field, out DateOnly? date)
    {
        date = null;
        if (field.IsEmpty)
            return true;
        if (!Utf8Parser.TryParse(field[..Math.Min(4, field.Length)], out int year, out _) || field.Length != 10 || field[4] != '-' || field[7] != '-'
            || !Utf8Parser.TryParse(field[5..7], out int month, out var used) || used != 2
            || !Utf8Parser.TryParse(field[8..10], out int day, out used) || used != 2
            || year is < 1900 or > 9998 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        date = new DateOnly(year, month, day);
        return true;
    }
}
