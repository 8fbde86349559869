using System.Buffers.Text;

namespace Kite.Instruments;

/// <summary>Turns the lines of the broker's instrument list into rows. Texts that repeat are shared; unused cells become nothing.</summary>
sealed class InstrumentCsv() : CsvRows(
    "instrument_token", "exchange_token", "tradingsymbol", "name", "expiry", "strike", "tick_size", "lot_size", "instrument_type", "segment",
    "exchange")
{
    readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _texts = new HashSet<string>().GetAlternateLookup<ReadOnlySpan<char>>();

    public List<Instrument> Rows { get; } = [];

    protected override int Count => Rows.Count;

    protected override bool TryRead(ReadOnlySpan<byte> line, ReadOnlySpan<Range> fields)
    {
        if (Read(line, fields) is not { } row)
            return false;
        Rows.Add(row);
        return true;
    }

    Instrument? Read(ReadOnlySpan<byte> line, ReadOnlySpan<Range> fields)
    {
        if (!TryUInt(line[fields[Column(0)]], out var token) || token == 0
            || !TryUInt(line[fields[Column(1)]], out var exchangeToken)
            || !TryShared(line[fields[Column(3)]], out var name)
            || !TryDate(line[fields[Column(4)]], out var expiry)
            || !TryDecimal(line[fields[Column(5)]], out var strike)
            || !TryDecimal(line[fields[Column(6)]], out var tickSize)
            || !TryDecimal(line[fields[Column(7)]], out var lotSize) || lotSize > int.MaxValue
            || Type(line[fields[Column(8)]]) is not { } type
            || !TryShared(line[fields[Column(9)]], out var segment)
            || !TryShared(line[fields[Column(10)]], out var exchange) || exchange.Length == 0)
        {
            return null;
        }

        var isOption = type is InstrumentType.Ce or InstrumentType.Pe;
        Span<char> buffer = stackalloc char[MaxText];
        if (!CsvLine.TryText(line[fields[Column(2)]], buffer, out var symbol) || symbol.IsWhiteSpace()
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
        if (_texts.TryGetValue(characters, out var known))
        {
            text = known;
            return true;
        }

        text = characters.ToString();
        _texts.Set.Add(text);
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

    /// <summary>Plain digits with an optional point; zeros at the end are dropped, so that 25000.0 and 25000 are one text as well.</summary>
    static bool TryDecimal(ReadOnlySpan<byte> field, out decimal value)
    {
        const int MostDigits = 18;
        value = 0;
        if (field.IsEmpty)
            return true;
        long digits = 0;
        int scale = 0, zeros = 0;
        var point = -1;
        for (var i = 0; i < field.Length; i++)
        {
            var digit = field[i] - '0';
            if (field[i] == '.' && point < 0 && i > 0)
            {
                point = i;
                continue;
            }

            if (digit is < 0 or > 9)
                return false;
            if (point >= 0 && digit == 0)
            {
                zeros++;
                continue;
            }

            for (; zeros > 0; zeros--, scale++)
                digits *= 10;
            digits = (digits * 10) + digit;
            if (point >= 0)
                scale++;
        }

        // More would not have fitted above.
        if (field.Length - (point >= 0 ? 1 : 0) > MostDigits)
            return false;
        value = new decimal((int)digits, (int)(digits >> 32), 0, false, (byte)scale);
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
