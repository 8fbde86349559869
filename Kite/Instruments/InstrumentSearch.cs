namespace Kite.Instruments;

/// <summary>Finds instruments by what people type.</summary>
static class InstrumentSearch
{
    public static IReadOnlyList<Instrument> Find(IEnumerable<Instrument> all, string text, int limit)
    {
        ArgumentNullException.ThrowIfNull(text);
        var words = text.Split([' ', ':', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return words.Length == 0 ? [] : Best(all, limit, instrument => Score(instrument, words, text));
    }

    public static IReadOnlyList<string> Nearest(IEnumerable<string> names, string text, int n)
    {
        // Beyond 64 characters there is no name; the distance works on one machine word.
        var pattern = text.ToUpperInvariant()[..Math.Min(text.Length, 64)];
        var masks = EditDistance.Masks(pattern);
        return Best(names, n, name => pattern.Length == 0 ? null : EditDistance.Of(masks, pattern.Length, name));
    }

    static int? Score(Instrument instrument, string[] words, string text)
    {
        foreach (var word in words)
        {
            if (!Holds(instrument.Tradingsymbol, word) && !Holds(instrument.Name, word)
                && !instrument.Exchange.Equals(word, StringComparison.OrdinalIgnoreCase))
                return null;
        }

        var symbol = instrument.Tradingsymbol;
        var rank = symbol.Equals(text, StringComparison.OrdinalIgnoreCase) ? 0
            : symbol.StartsWith(words[0], StringComparison.OrdinalIgnoreCase) ? 1
            : Holds(symbol, words[0]) ? 2
            : 3;
        return (rank * 1000) + Math.Min(symbol.Length, 999);
    }

    static bool Holds(string text, string word) => text.Contains(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>The items of the lowest scores in their order; equal scores keep the order of the source. Null leaves an item out.</summary>
    static List<T> Best<T>(IEnumerable<T> items, int limit, Func<T, int?> score)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        // The worst of those kept is on top, so that it is the one to go.
        var kept = new PriorityQueue<T, (int Score, int Order)>(Comparer<(int Score, int Order)>.Create(static (a, b) => b.CompareTo(a)));
        var order = 0;
        foreach (var item in items)
        {
            order++;
            if (score(item) is not { } value || limit == 0)
                continue;
            if (kept.Count < limit)
                kept.Enqueue(item, (value, order));
            else
                kept.EnqueueDequeue(item, (value, order));
        }

        var best = new List<T>(kept.Count);
        while (kept.TryDequeue(out var item, out _))
            best.Add(item);
        best.Reverse();
        return best;
    }
}
