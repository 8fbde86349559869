using System.Buffers;
using System.Text.Unicode;

namespace Kite.Instruments;

/// <summary>Splits a CSV line into byte ranges; a field may be in double quotes.</summary>
static class CsvLine
{
    /// <summary>The number of fields; -1 when a quote is not closed or there are more fields than <paramref name="fields"/> holds.</summary>
    public static int Split(ReadOnlySpan<byte> line, Span<Range> fields)
    {
        int count = 0, start = 0;
        while (count < fields.Length)
        {
            int next;
            if (start < line.Length && line[start] == '"')
            {
                var end = ClosingQuote(line, start + 1);
                if (end < 0)
                    return -1;
                fields[count++] = (start + 1)..end;
                next = end + 1;
                if (next < line.Length && line[next] != ',')
                    return -1;
            }
            else
            {
                var length = line[start..].IndexOf((byte)',');
                next = length < 0 ? line.Length : start + length;
                fields[count++] = start..next;
            }

            if (next >= line.Length)
                return count;
            start = next + 1;
        }

        return -1;
    }

    /// <summary>Writes a field as characters; false when it is too long or no UTF-8.</summary>
    public static bool TryText(ReadOnlySpan<byte> field, Span<char> buffer, out ReadOnlySpan<char> text)
    {
        text = default;
        if (field.Length > buffer.Length || Utf8.ToUtf16(field, buffer, out _, out var written, replaceInvalidSequences: false) != OperationStatus.Done)
            return false;
        text = buffer[..written];
        if (text.Contains("\"\"", StringComparison.Ordinal))
            text = text.ToString().Replace("\"\"", "\"", StringComparison.Ordinal);
        return true;
    }

    static int ClosingQuote(ReadOnlySpan<byte> line, int from)
    {
        for (var i = from; i < line.Length; i++)
        {
            if (line[i] != '"')
                continue;
            if (i + 1 == line.Length || line[i + 1] != '"')
                return i;
            i++;
        }

        return -1;
    }
}
