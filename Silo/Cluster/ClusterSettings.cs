using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Configuration;
using Orleans.Configuration;

namespace Silo;

/// <summary>Settings <c>Ticker:Cluster</c>.</summary>
sealed class ClusterSettings
{
    /// <summary>Silos and gateways of one name belong together. Default: ticker.</summary>
    [Required(ErrorMessage = "Ticker:Cluster:Id must not be empty.")]
    public string Id { get; set; } = "ticker";

    /// <summary>Between silos. Default: 11111.</summary>
    [Range(1, 65535, ErrorMessage = "Ticker:Cluster:SiloPort must be between 1 and 65535.")]
    public int SiloPort { get; set; } = 11_111;

    /// <summary>Where gateways connect. Default: 30000.</summary>
    [Range(1, 65535, ErrorMessage = "Ticker:Cluster:GatewayPort must be between 1 and 65535.")]
    public int GatewayPort { get; set; } = 30_000;

    /// <summary>The IP address that the others reach this silo at. Default: the first one of this machine.</summary>
    public string? Address { get; set; }

    /// <summary>Time between two questions whether a silo lives. Default: 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "00:01:00", ErrorMessage = "Ticker:Cluster:ProbePeriod must be between 0.5 s and 1 min.")]
    public TimeSpan ProbePeriod { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Unanswered questions after which a silo is declared dead. Default: 3.</summary>
    [Range(2, 20, ErrorMessage = "Ticker:Cluster:MissedProbes must be between 2 and 20.")]
    public int MissedProbes { get; set; } = 3;

    /// <summary>How long a stop may take: requests end, grains are deactivated, orders are stored. Default: 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00", ErrorMessage = "Ticker:Cluster:DrainTimeout must be between 1 s and 10 min.")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a gateway looks for a silo when it starts. Default: 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00", ErrorMessage = "Ticker:Cluster:ConnectTimeout must be between 0 s and 10 min.")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromMinutes(1);

    public IPAddress? AdvertisedAddress { get; private set; }

    /// <exception cref="StartupException">A setting cannot be used; the message says which.</exception>
    public static ClusterSettings Read(IConfiguration configuration)
    {
        var settings = configuration.GetSection("Ticker:Cluster").Get<ClusterSettings>() ?? new();
        var failures = new List<ValidationResult>();
        if (!Validator.TryValidateObject(settings, new(settings), failures, validateAllProperties: true))
            throw new StartupException(string.Join(' ', failures.Select(f => f.ErrorMessage)));
        if (settings.SiloPort == settings.GatewayPort)
            throw new StartupException("Ticker:Cluster:SiloPort and GatewayPort must differ.");
        if (settings.Address is { Length: > 0 } text)
            settings.AdvertisedAddress = IPAddress.TryParse(text, out var address) ? address : throw new StartupException($"Ticker:Cluster:Address is {text}; it must be an IP address of this machine.");
        return settings;
    }

    public override string ToString() => $"cluster {Id}, silo port {SiloPort}, gateway port {GatewayPort}";

    /// <summary>States and reminders are kept under the service's id, whatever the cluster is called: the Embedded host finds the same rows.</summary>
    public void Apply(ClusterOptions options) => (options.ClusterId, options.ServiceId) = (Id, ClusterOptions.DefaultServiceId);

    public void Apply(ClusterMembershipOptions options)
    {
        options.ProbeTimeout = ProbePeriod;
        options.NumMissedProbesLimit = MissedProbes;
        options.TableRefreshTimeout = TimeSpan.FromSeconds(10);
        options.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(10);
    }

    /// <summary>A filter for a client's connection: again and again until <see cref="ConnectTimeout"/> is over.</summary>
    public IClientConnectionRetryFilter Retry => new ConnectionRetry(ConnectTimeout, TimeProvider.System);
}
