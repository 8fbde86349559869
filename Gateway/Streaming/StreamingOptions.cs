using System.ComponentModel.DataAnnotations;

namespace Gateway.Streaming;

/// <summary>What the hub lets clients have. Section <c>Ticker:Hub</c>.</summary>
public sealed class StreamingOptions
{
    /// <summary>Hub connections at once, of all callers. Default: 5000.</summary>
    [Range(1, 100_000, ErrorMessage = "Ticker:Hub:Connections must be between 1 and 100000.")]
    public int Connections { get; set; } = 5_000;

    /// <summary>Hub connections at once of one key or token; callers without one (this machine's own) have only the limit above. Default: 200.</summary>
    [Range(1, 100_000, ErrorMessage = "Ticker:Hub:ConnectionsPerKey must be between 1 and 100000.")]
    public int ConnectionsPerKey { get; set; } = 200;

    /// <summary>Streams at once on one connection. Default: 50.</summary>
    [Range(1, 1_000, ErrorMessage = "Ticker:Hub:StreamsPerConnection must be between 1 and 1000.")]
    public int StreamsPerConnection { get; set; } = 50;

    /// <summary>The longest message that a client may send, bytes; a longer one ends its connection. Default: 65536.</summary>
    [Range(1_024, 1_048_576, ErrorMessage = "Ticker:Hub:MessageBytes must be between 1024 and 1048576.")]
    public int MessageBytes { get; set; } = 64 * 1024;

    /// <summary>Frames a second that a stream may ask for at the most (<c>max_hz</c>). Default: 20.</summary>
    [Range(1, 1_000, ErrorMessage = "Ticker:Hub:MostHz must be between 1 and 1000.")]
    public double MostHz { get; set; } = 20;

    /// <summary>A client that does not take a frame for this long is cut off. Default: 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00", ErrorMessage = "Ticker:Hub:SlowClientLimit must be between 1 s and 10 min.")]
    public TimeSpan SlowClientLimit { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// What the kernel may hold for one connection, bytes (<c>SO_SNDBUF</c>); 0 leaves it to the system, which lets seconds of old frames pile up before anybody notices that a client is slow. Default: 65536.
    /// </summary>
    [Range(0, 16_777_216, ErrorMessage = "Ticker:Hub:SendBufferBytes must be between 0 and 16777216.")]
    public int SendBufferBytes { get; set; } = 64 * 1024;
}
