using System.ComponentModel.DataAnnotations;

namespace Grains.Webhooks;

/// <summary>How webhooks are called. Section <c>Ticker:Webhooks</c>.</summary>
public sealed class WebhookOptions
{
    /// <summary>Lets webhooks go to private, loopback and link-local addresses: for one's own network and for tests. Default: false.</summary>
    public bool AllowPrivate { get; set; }

    /// <summary>Lets webhooks go over http, unencrypted. Default: false.</summary>
    public bool AllowHttp { get; set; }

    /// <summary>From connecting to the head of the answer. Default: 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00", ErrorMessage = "Ticker:Webhooks:Timeout must be between 100 ms and 1 min.")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Deliveries of one event until it becomes a dead letter. Default: 10.</summary>
    [Range(1, 100, ErrorMessage = "Ticker:Webhooks:Attempts must be between 1 and 100.")]
    public int Attempts { get; set; } = 10;

    /// <summary>The wait after the first failure, doubled with each; the actual wait is between half of it and all. Default: 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00", ErrorMessage = "Ticker:Webhooks:FirstRetry must be between 1 ms and 10 min.")]
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between two attempts. Default: 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00", ErrorMessage = "Ticker:Webhooks:LongestRetry must be between 1 ms and 1 h.")]
    public TimeSpan LongestRetry { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Committed changes that a webhook may be behind; beyond it the oldest are dropped, counted and listed as one dead letter. Default: 10,000.</summary>
    [Range(1, 10_000_000, ErrorMessage = "Ticker:Webhooks:MaxLag must be between 1 and 10000000.")]
    public int MaxLag { get; set; } = 10_000;

    /// <summary>Webhooks of one owner. Default: 20.</summary>
    [Range(1, 1000, ErrorMessage = "Ticker:Webhooks:MostPerOwner must be between 1 and 1000.")]
    public int MostPerOwner { get; set; } = 20;

    /// <summary>Dead letters kept for each webhook. Default: 1,000.</summary>
    [Range(1, 100_000, ErrorMessage = "Ticker:Webhooks:KeepDeadLetters must be between 1 and 100000.")]
    public int KeepDeadLetters { get; set; } = 1000;
}
