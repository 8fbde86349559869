using System.Globalization;

namespace Load.Support;

/// <summary>What the kernel says of a process at one moment.</summary>
/// <param name="Processor">Time on processors since its start.</param>
/// <param name="Memory">Resident bytes.</param>
readonly record struct ProcessSample(long At, TimeSpan Processor, long Memory, int Threads, int Handles)
{
    // Linux counts processor time for programs in hundredths of a second, whatever the kernel's own clock.
    const double TicksPerSecond = 100;

    public static ProcessSample Of(int process)
    {
        var stat = File.ReadAllText($"/proc/{process}/stat");
        // The name, in brackets, may contain anything.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
        return new(
            TimeProvider.System.GetTimestamp(),
            TimeSpan.FromSeconds(ticks / TicksPerSecond),
            long.Parse(fields[21], CultureInfo.InvariantCulture) * Environment.SystemPageSize,
            int.Parse(fields[17], CultureInfo.InvariantCulture),
            Directory.GetFileSystemEntries($"/proc/{process}/fd").Length);
    }

    public double Megabytes => Memory / 1024.0 / 1024;

    /// <summary>Processors used on average since an earlier sample.</summary>
    public double CoresSince(ProcessSample earlier) => (Processor - earlier.Processor) / TimeProvider.System.GetElapsedTime(earlier.At, At);
}
