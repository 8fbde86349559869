using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Gateway.Observability;

/// <summary>One instrument's values, a cell for each tag set.</summary>
sealed class Series
{
    // Seconds, from ten microseconds to half a minute: decoding a frame and broker answers both fit.
    static readonly double[] Bounds = [0.00001, 0.00005, 0.0001, 0.0005, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
    readonly Lock gate = new();
    readonly Dictionary<string, Cell> cells = new(StringComparer.Ordinal);
    readonly Dictionary<(string Key, string Value), Cell> bySingleTag = [];
    readonly bool isHistogram;
    readonly bool isLastValue;
    readonly string help;

    public Series(Instrument instrument)
    {
        var type = instrument.GetType().GetGenericTypeDefinition();
        isHistogram = type == typeof(Histogram<>);
        isLastValue = type != typeof(Counter<>) && type != typeof(UpDownCounter<>) && !isHistogram;
        var isCounter = type == typeof(Counter<>) || type == typeof(ObservableCounter<>);
        Name = instrument.Name.Replace('.', '_').Replace('-', '_') + (instrument.Unit == "s" ? "_seconds" : "") + (isCounter ? "_total" : "");
        var kind = isHistogram ? "histogram" : isCounter ? "counter" : "gauge";
        help = $"# HELP {Name} {instrument.Description}\n# TYPE {Name} {kind}\n";
    }

    public string Name { get; }

    /// <summary>False when there are too many tag sets.</summary>
    public bool Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, int most)
    {
        lock (gate)
        {
            if (Find(tags, most) is not { } cell)
                return false;

            cell.Count++;
            cell.Sum = isLastValue ? value : cell.Sum + value;
            for (var i = 0; i < cell.Buckets.Length; i++)
                cell.Buckets[i] += value <= Bounds[i] ? 1 : 0;
        }

        return true;
    }

    /// <summary>Most have one tag whose value is a word: those are found without making their text again.</summary>
    Cell? Find(ReadOnlySpan<KeyValuePair<string, object?>> tags, int most)
    {
        var single = tags is [{ Value: string word }] ? (tags[0].Key, word) : default;
        if (single.word is not null && bySingleTag.TryGetValue(single, out var known))
            return known;
        var labels = Labels(tags);
        if (!cells.TryGetValue(labels, out var cell))
        {
            if (cells.Count >= most)
                return null;
            cells.Add(labels, cell = new(isHistogram ? Bounds.Length : 0));
        }

        if (single.word is not null)
            bySingleTag[single] = cell;
        return cell;
    }

    public void Write(StringBuilder text)
    {
        text.Append(help);
        lock (gate)
        {
            foreach (var (labels, cell) in cells)
            {
                if (isHistogram)
                    WriteHistogram(text, labels, cell);
                else
                    text.Append(CultureInfo.InvariantCulture, $"{Name}{Braces(labels)} {cell.Sum}\n");
            }
        }
    }

    void WriteHistogram(StringBuilder text, string labels, Cell cell)
    {
        var prefix = labels.Length > 0 ? labels + "," : "";
        for (var i = 0; i < Bounds.Length; i++)
            text.Append(CultureInfo.InvariantCulture, $"{Name}_bucket{{{prefix}le=\"{Bounds[i]}\"}} {cell.Buckets[i]}\n");
        text.Append(CultureInfo.InvariantCulture, $"{Name}_bucket{{{prefix}le=\"+Inf\"}} {cell.Count}\n");
        text.Append(CultureInfo.InvariantCulture, $"{Name}_sum{Braces(labels)} {cell.Sum}\n{Name}_count{Braces(labels)} {cell.Count}\n");
    }

    static string Braces(string labels) => labels.Length > 0 ? $"{{{labels}}}" : "";

    static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
            return "";
        var text = new StringBuilder();
        foreach (var (key, value) in tags)
        {
            var escaped = Convert.ToString(value, CultureInfo.InvariantCulture)?.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
            text.Append(text.Length > 0 ? "," : "").Append(key.Replace('.', '_')).Append("=\"").Append(escaped).Append('"');
        }

        return text.ToString();
    }

    sealed class Cell(int buckets)
    {
        public readonly long[] Buckets = new long[buckets];
        public long Count;
        public double Sum;
    }
}
