using System.Collections.Immutable;

namespace Grains.Interfaces.Bars;

/// <summary>The lengths of bars, by their names.</summary>
public static class BarIntervals
{
    /// <summary>Seconds; only in memory, while somebody streams it.</summary>
    public const int Second = 1;

    /// <summary>Seconds; what is stored, and what longer ones are derived from.</summary>
    public const int Minute = 60;

    /// <summary>Stands for one trading session, however long it is.</summary>
    public const int Day = 86_400;

    static readonly ImmutableArray<(string Name, int Seconds)> All =
        [("1s", Second), ("1m", Minute), ("3m", 180), ("5m", 300), ("10m", 600), ("15m", 900), ("30m", 1800), ("60m", 3600), ("day", Day)];

    /// <summary>Names of those that are derived from minutes, for a sentence.</summary>
    public static string Names => string.Join(", ", All.Where(i => i.Seconds != Second).Select(i => i.Name));

    /// <summary>False for a name that is none.</summary>
    public static bool TryParse(string? name, out int seconds)
    {
        foreach (var known in All)
        {
            if (known.Name == name)
            {
                seconds = known.Seconds;
                return true;
            }
        }

        seconds = 0;
        return false;
    }
}
