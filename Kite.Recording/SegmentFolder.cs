using System.Globalization;

namespace Kite.Recording;

/// <summary>
/// The segment files of a recording: one after the other for each source, <c>main-0.20251121T034500000Z.ktseg</c>, the source's name before the first dot and when
/// the segment was begun after it.
/// </summary>
public static class SegmentFolder
{
    /// <summary>The end of a segment file's name.</summary>
    public const string Extension = ".ktseg";

    /// <summary>A new segment's name. Letters and digits of the source are kept.</summary>
    public static string NameOf(string source, DateTimeOffset begun)
    {
        ArgumentNullException.ThrowIfNull(source);
        var safe = string.Concat(source.Select(static c => char.IsAsciiLetterOrDigit(c) ? c : '-'));
        return string.Create(CultureInfo.InvariantCulture, $"{safe}.{begun.UtcDateTime:yyyyMMdd'T'HHmmssfff'Z'}{Extension}");
    }

    /// <summary>Segments in the order they were begun.</summary>
    public static IReadOnlyList<FileInfo> Files(string folder) =>
        [.. new DirectoryInfo(folder).GetFiles("*" + Extension).OrderBy(static f => f.Name[f.Name.IndexOf('.', StringComparison.Ordinal)..], StringComparer.Ordinal).ThenBy(static f => f.Name, StringComparer.Ordinal)];

    /// <summary>A segment file, or all of a folder: sources side by side, by the time of receipt.</summary>
    /// <exception cref="InvalidDataException">A file is no segment, or the folder has none.</exception>
    public static IEnumerable<SegmentRecord> Read(string path, Action<SegmentDamage>? onDamage = null)
    {
        if (!Directory.Exists(path))
            return Open(path, onDamage);
        var sources = Files(path).GroupBy(static f => f.Name[..f.Name.IndexOf('.', StringComparison.Ordinal)]).ToList();
        if (sources.Count == 0)
            throw new InvalidDataException($"The folder has no segment files (*{Extension}).");
        foreach (var first in sources.Select(static s => s.First()))
        {
            using var file = File.OpenRead(first.FullName);
            SegmentReader.Read(file);
        }

        return Merge([.. sources.Select(s => s.SelectMany(f => Open(f.FullName, onDamage)))]);
    }

    static IEnumerable<SegmentRecord> Open(string path, Action<SegmentDamage>? onDamage)
    {
        var file = File.OpenRead(path);
        try
        {
            return Closing(SegmentReader.Read(file, Path.GetFileName(path), onDamage), file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    static IEnumerable<SegmentRecord> Closing(IEnumerable<SegmentRecord> records, FileStream file)
    {
        using (file)
        {
            foreach (var record in records)
                yield return record;
        }
    }

    static IEnumerable<SegmentRecord> Merge(IReadOnlyList<IEnumerable<SegmentRecord>> sources)
    {
        var next = new PriorityQueue<(IEnumerator<SegmentRecord> Source, int Order), (DateTimeOffset At, int Order)>();
        for (var order = 0; order < sources.Count; order++)
        {
            var source = sources[order].GetEnumerator();
            if (source.MoveNext())
                next.Enqueue((source, order), (source.Current.ReceivedAt, order));
        }

        while (next.TryDequeue(out var earliest, out _))
        {
            yield return earliest.Source.Current;
            if (earliest.Source.MoveNext())
                next.Enqueue(earliest, (earliest.Source.Current.ReceivedAt, earliest.Order));
            else
                earliest.Source.Dispose();
        }
    }
}
