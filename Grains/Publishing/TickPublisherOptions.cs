using System.ComponentModel.DataAnnotations;

namespace Grains.Publishing;

/// <summary>Settings <c>Ticker:Publisher</c>.</summary>
public sealed class TickPublisherOptions
{
    /// <summary>Batches (one of a chain or an underlying, for one interval) that may wait; the oldest is dropped for a new one. Default: 1024.</summary>
    [Range(1, 65_536, ErrorMessage = "Ticker:Publisher:Queue must be between 1 and 65536 batches.")]
    public int Queue { get; set; } = 1024;
}
