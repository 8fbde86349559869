using System.ComponentModel.DataAnnotations;

namespace Grains.Recording;

/// <summary>Recording of what the ticker sockets bring. Section <c>Ticker:Recording</c>.</summary>
public sealed class RecordingOptions
{
    /// <summary>Where segment files are written; made where it is missing. Default: none, nothing is recorded.</summary>
    public string? Folder { get; set; }

    /// <summary>Of all segments in the folder; the oldest are removed. Default: 20 GB.</summary>
    [Range(1L << 20, 1L << 50, ErrorMessage = "Ticker:Recording:MaxBytes must be between 1048576 (1 MB) and 1125899906842624 (1 PB).")]
    public long MaxBytes { get; set; } = 20_000_000_000;

    /// <summary>After so many minutes a new segment is begun. Default: 15.</summary>
    [Range(1, 1440, ErrorMessage = "Ticker:Recording:SegmentMinutes must be between 1 and 1440.")]
    public int SegmentMinutes { get; set; } = 15;

    /// <summary>Bytes of frames that may wait for the disk; beyond it frames are not recorded, and counted. Default: 64 MB.</summary>
    [Range(1 << 16, 1 << 30, ErrorMessage = "Ticker:Recording:QueueBytes must be between 65536 and 1073741824.")]
    public int QueueBytes { get; set; } = 64 << 20;

    /// <summary>Whether a file can be made there.</summary>
    internal bool IsWritable()
    {
        if (string.IsNullOrEmpty(Folder))
            return true;
        try
        {
            var probe = Path.Combine(Directory.CreateDirectory(Folder).FullName, $".probe-{Environment.ProcessId}");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return false;
        }
    }
}
