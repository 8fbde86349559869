namespace Grains.Secrets;

/// <summary>Where the master key is that wraps the data key of every secret. Section <c>Ticker:Keys</c>; one of the two, or none.</summary>
public sealed class KeyOptions
{
    /// <summary>A file made by <c>keys master create</c>, readable by its owner alone; outside the data folder and its backups. Default: none.</summary>
    public string? File { get; set; }

    /// <summary>Address of a key service with <c>wrap</c> and <c>unwrap</c> under it. Default: none.</summary>
    public Uri? Service { get; set; }

    /// <summary>A file, readable by its owner alone, with the bearer token for the key service. Default: none.</summary>
    public string? ServiceTokenFile { get; set; }

    /// <summary>Why these settings cannot be used, or null.</summary>
    public string? Problem() =>
        File is { Length: > 0 } && Service is not null ? "Ticker:Keys:File and Ticker:Keys:Service are both set; set one of them."
        : Service is { } uri && !(uri.IsAbsoluteUri && (uri.Scheme == "https" || uri is { Scheme: "http", IsLoopback: true }))
            ? $"Ticker:Keys:Service is {uri}; it must be an https address (http on loopback only)."
        : ServiceTokenFile is { Length: > 0 } && Service is null ? "Ticker:Keys:ServiceTokenFile is set without Ticker:Keys:Service; set both."
        : null;
}

/// <summary>A key file or the key settings cannot be used; the message is one sentence for the operator and holds no key.</summary>
public sealed class KeyFileException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A secret cannot be sealed or opened now. The message says what to do and holds no secret.</summary>
public sealed class KeyUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
