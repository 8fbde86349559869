using System.Text.Json.Serialization;

namespace Kite.Rest;

/// <summary>The answer to a placed order.</summary>
public sealed record PlacedOrder
{
    public string OrderId { get; init => field = value ?? ""; } = "";

    /// <summary>The slices of an auto-sliced order; some may have failed while others were placed.</summary>
    public IReadOnlyList<PlacedSlice> Children { get; init => field = value ?? []; } = [];
}

/// <summary>One slice: an order id, or the reason why there is none.</summary>
public sealed record PlacedSlice
{
    public string? OrderId { get; init; }

    public SliceError? Error { get; init; }
}

/// <summary>Why a slice was refused.</summary>
public sealed record SliceError
{
    public int Code { get; init; }

    public string ErrorType { get; init => field = value ?? ""; } = "";

    public string Message { get; init => field = value ?? ""; } = "";

    /// <summary>JSON text; null when absent.</summary>
    [JsonConverter(typeof(RawJsonConverter))]
    public string? Data { get; init; }

    /// <summary>The refusal in the words that a whole call's refusal has.</summary>
    [JsonIgnore]
    public RejectionKind Kind => Reply.Kind(Code, ErrorType);
}
