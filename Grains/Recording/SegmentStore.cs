using Kite.Recording;

namespace Grains.Recording;

/// <summary>
/// The segments of one folder: one open for each source, a new one after a time or a size, and of all the oldest removed once they are too many. Not for several threads at once.
/// </summary>
internal sealed class SegmentStore(RecordingOptions options, Func<string, Stream> create, Action removed) : IDisposable
{
    /// <summary>A segment is this part of all at most, and so is what may be written between two looks at the whole.</summary>
    const int Part = 16;
    readonly Dictionary<string, Segment> open = new(StringComparer.Ordinal);
    readonly string folder = Path.GetFullPath(options.Folder!);
    long sinceTrim = long.MaxValue;

    /// <summary>Appends one frame; returns the bytes that it took.</summary>
    public long Append(string source, DateTimeOffset at, ReadOnlySpan<byte> frame)
    {
        var segment = For(source, at);
        var before = segment.Writer.Length;
        segment.Writer.Append(at, isText: false, frame);
        var length = segment.Writer.Length - before;
        sinceTrim += length;
        return length;
    }

    public void Flush()
    {
        foreach (var segment in open.Values)
            segment.Writer.Flush();
    }

    public void Dispose()
    {
        foreach (var segment in open.Values)
            segment.Writer.Dispose();
        open.Clear();
    }

    Segment For(string source, DateTimeOffset at)
    {
        if (sinceTrim > options.MaxBytes / Part)
            Trim();
        if (open.TryGetValue(source, out var segment))
        {
            if (at - segment.Begun < TimeSpan.FromMinutes(options.SegmentMinutes) && segment.Writer.Length < options.MaxBytes / Part)
                return segment;
            open.Remove(source);
            segment.Writer.Dispose();
        }

        var begun = at;
        string path;
        while (File.Exists(path = Path.Combine(folder, SegmentFolder.NameOf(source, begun))))
            begun += TimeSpan.FromMilliseconds(1);
        segment = new(path, at, new(create(path)));
        open.Add(source, segment);
        return segment;
    }

    void Trim()
    {
        Flush();
        var files = SegmentFolder.Files(folder);
        var total = files.Sum(f => f.Length);
        foreach (var file in files)
        {
            if (total <= options.MaxBytes - (options.MaxBytes / Part))
                break;
            if (open.Values.Any(s => s.Path == file.FullName))
                continue;
            total -= file.Length;
            file.Delete();
            removed();
        }

        sinceTrim = 0;
    }

    sealed record Segment(string Path, DateTimeOffset Begun, SegmentWriter Writer);
}
