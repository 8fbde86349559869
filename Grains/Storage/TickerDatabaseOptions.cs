using System.ComponentModel.DataAnnotations;

namespace Grains.Storage;

/// <summary>Where this service keeps what must not be lost.</summary>
public sealed class TickerDatabaseOptions
{
    /// <summary>Path of the SQLite file; its folder must exist and be writable. Not used with PostgreSQL. Default: <c>ticker.db</c> in the working folder.</summary>
    [Required(ErrorMessage = "DataSource must name the SQLite file, for example data/ticker.db.")]
    public string DataSource { get; set; } = "ticker.db";

    /// <summary>How long a statement waits: for another process's lock, or for PostgreSQL to answer. Default: 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00", ErrorMessage = "BusyTimeout must be between 1 s and 60 s.")]
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Writes that may wait; callers beyond it wait for room. Default: 1024.</summary>
    [Range(1, 65536, ErrorMessage = "WriteQueue must be between 1 and 65536.")]
    public int WriteQueue { get; set; } = 1024;

    /// <summary>Writes that share one commit at most. Default: 64.</summary>
    [Range(1, 1024, ErrorMessage = "CommitGroup must be between 1 and 1024.")]
    public int CommitGroup { get; set; } = 64;

    /// <summary>Reads that run at once. Default: 4.</summary>
    [Range(1, 64, ErrorMessage = "Readers must be between 1 and 64.")]
    public int Readers { get; set; } = 4;

    /// <summary>How long a start waits for PostgreSQL to be reachable. Default: 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00", ErrorMessage = "Ticker:Database:StartTimeout must be between 0 s and 10 minutes.")]
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
