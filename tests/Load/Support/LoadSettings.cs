using System.Globalization;

namespace Load.Support;

/// <summary>How large a run is. The short form is for CI: small, a minute for everything, and only counts and ratios may fail it.</summary>
sealed record LoadSettings
{
    public bool Short { get; init; }

    /// <summary>Where scenarios get the programs that they measure.</summary>
    public BenchSource Benches { get; } = new();

    /// <summary>The long soak.</summary>
    public bool Full { get; init; }

    /// <summary>Of the measured part, in place of a scenario's own length.</summary>
    public int? Seconds { get; init; }

    /// <summary>Option contracts that are listed and streamed, with their indices and futures.</summary>
    public int Instruments => Short ? 2_400 : 27_000;

    public int Accounts => Short ? 2 : 5;

    /// <summary>Packets a second over all instruments: two for each.</summary>
    public int Rate => 2 * Instruments;

    public int Clients => Short ? 10 : 200;

    /// <summary>Of one scenario, start and end included: what takes longer has hung.</summary>
    public TimeSpan Limit => Full ? TimeSpan.FromMinutes(45) : Short ? TimeSpan.FromMinutes(2) : TimeSpan.FromMinutes(15);

    /// <summary>The length that a scenario measures.</summary>
    public TimeSpan Length(int seconds, int shortly) => TimeSpan.FromSeconds(Seconds ?? (Short ? shortly : seconds));

    public static (LoadSettings Settings, IReadOnlyList<string> Names, string? Problem) Parse(string[] arguments, IReadOnlyCollection<string> known)
    {
        var settings = new LoadSettings();
        var names = new List<string>();
        for (var i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--short":
                    settings = settings with { Short = true };
                    break;
                case "--full":
                    settings = settings with { Full = true };
                    break;
                case "--seconds" when i + 1 < arguments.Length && int.TryParse(arguments[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= 3600:
                    settings = settings with { Seconds = seconds };
                    i++;
                    break;
                case var name when known.Contains(name):
                    names.Add(name);
                    break;
                default:
                    return (settings, [], $"{arguments[i]} is not understood: name one or more of {string.Join(", ", known)}, with --short, --full or --seconds N (1 to 3600).");
            }
        }

        if (names.Count == 0 && settings.Short)
            names.AddRange(known);
        return names.Count > 0 ? (settings, names, null) : (settings, [], $"Name one or more of {string.Join(", ", known)}.");
    }
}
