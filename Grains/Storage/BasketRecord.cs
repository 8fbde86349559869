using Grains.Interfaces.Baskets;

namespace Grains.Storage;

/// <summary>What a basket does next; the client's status follows from it and the legs.</summary>
public enum BasketPhase : byte
{
    Placing,
    Working,

    /// <summary>Closing after a refusal.</summary>
    RollingBack,

    /// <summary>Closing because one of two exits filled, or an entry ended unfilled.</summary>
    Finishing,

    /// <summary>Closing on request.</summary>
    Cancelling,
    Complete,
    RolledBack,
    Cancelled,
}

/// <summary>One row of <c>baskets</c>. Changed by <c>with</c>; the store compares <see cref="Version"/> and rejects a stale one.</summary>
sealed record BasketRecord
{
    public long Seq { get; init; }

    public required string Id { get; init; }

    public required string Owner { get; init; }

    public required string Key { get; init; }

    /// <summary>The account that was chosen for all legs.</summary>
    public required string Account { get; init; }

    public required string PayloadHash { get; init; }

    /// <summary>Its legs name the account.</summary>
    public required BasketRequest Request { get; init; }

    public required BasketPhase Phase { get; init; }

    public string? Message { get; init; }

    /// <summary>Rupees.</summary>
    public decimal? Margin { get; init; }

    /// <summary>A leg that is not placed by then is not placed any more.</summary>
    public required DateTimeOffset PlaceBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public required long Version { get; init; }

    public bool IsDone => Phase >= BasketPhase.Complete;
}
