namespace Orleans.Configuration;

/// <summary>How calls are sent.</summary>
public abstract class MessagingOptions
{
    /// <summary>How long a caller waits. Default: 30 seconds.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(30);
}

/// <inheritdoc/>
public class SiloMessagingOptions : MessagingOptions
{
    /// <summary>Requests that may wait for one activation; a further one fails with a <see cref="Runtime.LimitExceededException"/>. Default: 0, no limit.</summary>
    public int MaxEnqueuedRequestsHardLimit { get; set; }
}

/// <summary>When activations end.</summary>
public class GrainCollectionOptions
{
    /// <summary>How often idle activations are looked for. Default: 1 minute.</summary>
    public TimeSpan CollectionQuantum { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long an activation may be idle. Default: 15 minutes.</summary>
    public TimeSpan CollectionAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>The same for single classes, by their full name.</summary>
    public Dictionary<string, TimeSpan> ClassSpecificCollectionAge { get; set; } = [];

    /// <summary>Limit of OnActivateAsync. Default: 30 seconds.</summary>
    public TimeSpan ActivationTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Limit of OnDeactivateAsync. Default: 30 seconds.</summary>
    public TimeSpan DeactivationTimeout { get; set; } = TimeSpan.FromSeconds(30);
}

/// <summary>Names of the deployment.</summary>
public class ClusterOptions
{
    public string ClusterId { get; set; } = "default";

    /// <summary>Part of the key of stored states. Default: "default".</summary>
    public string ServiceId { get; set; } = "default";
}
