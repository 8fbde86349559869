namespace Kite.Instruments;

/// <summary>
/// Finds rows by token and by name. Two tables of row numbers with open addressing: a third of what dictionaries of keys hold, and filled
/// without growing.
/// </summary>
sealed class InstrumentIndex
{
    readonly Instrument[] _rows;
    readonly int _mask;
    // Row number plus one; 0 is empty. At most half full, so that every search ends soon.
    readonly int[] _byToken;
    readonly int[] _byKey;

    /// <param name="rows">Filled up to <paramref name="count"/> on return: rows that contradict an earlier one are left out.</param>
    public InstrumentIndex(Instrument[] rows, out int count)
    {
        _rows = rows;
        var size = 4;
        while (size < rows.Length * 2)
            size *= 2;
        _mask = size - 1;
        _byToken = new int[size];
        _byKey = new int[size];
        count = 0;
        foreach (var row in rows)
        {
            // A second row of one name or token contradicts the first: neither is better, so the first stays.
            ref var token = ref TokenSlot(row.Token);
            ref var key = ref KeySlot(row.Exchange, row.Tradingsymbol);
            if (token != 0 || key != 0)
                continue;
            rows[count++] = row;
            token = key = count;
        }
    }

    public Instrument? Find(uint token) => TokenSlot(token) is > 0 and var row ? _rows[row - 1] : null;

    public Instrument? Find(InstrumentKey key) =>
        key.Exchange is not null && key.Tradingsymbol is not null && KeySlot(key.Exchange, key.Tradingsymbol) is > 0 and var row ? _rows[row - 1] : null;

    ref int TokenSlot(uint token)
    {
        // Tokens differ in their upper bits: the low byte is the segment.
        var at = (int)((token * 2654435769u) >> 7) & _mask;
        while (_byToken[at] is > 0 and var row && _rows[row - 1].Token != token)
            at = (at + 1) & _mask;
        return ref _byToken[at];
    }

    ref int KeySlot(string exchange, string symbol)
    {
        var at = symbol.GetHashCode(StringComparison.Ordinal) & _mask;
        while (_byKey[at] is > 0 and var row && !(_rows[row - 1].Tradingsymbol == symbol && _rows[row - 1].Exchange == exchange))
            at = (at + 1) & _mask;
        return ref _byKey[at];
    }
}
