namespace Kite;

/// <summary>How a call to the broker ended.</summary>
public enum OutcomeKind : byte
{
    /// <summary>The broker answered with success; <see cref="Outcome{T}.Value"/> is set. For an order: received, not yet accepted by the exchange.</summary>
    Accepted,

    /// <summary>The broker refused; nothing was executed, and the same call would be refused again.</summary>
    Rejected,

    /// <summary>The call had no effect: it never left, or the broker turned it away unread. It may be sent again.</summary>
    NotExecuted,

    /// <summary>The call may or may not have taken effect. A write must never be sent again before the order book was read.</summary>
    Unknown,
}

/// <summary>Why the broker refused.</summary>
public enum RejectionKind : byte
{
    Input,
    Margin,

    /// <summary>Not enough holdings, or they are not authorised for sale (HTTP 428).</summary>
    Holding,
    Order,

    /// <summary>The access token is dead: stop calling and log in again.</summary>
    Token,

    /// <summary>The API key lacks the entitlement, for example market data.</summary>
    Permission,
    User,
    TwoFactor,
    NotFound,
    General,
}

/// <summary>The end of one call to the broker. Never an exception: what the broker does is data.</summary>
/// <typeparam name="T">What an accepted call yields.</typeparam>
public readonly record struct Outcome<T>
{
    // Null only in a default value, which no call ended in.
    readonly string? _message;
    readonly OutcomeKind _kind;

    Outcome(OutcomeKind kind, T? value, RejectionKind rejection, string message, TimeSpan? retryAfter)
    {
        _kind = kind;
        Value = value;
        Rejection = rejection;
        _message = message;
        RetryAfter = retryAfter;
    }

    public OutcomeKind Kind => _message is null ? OutcomeKind.Unknown : _kind;

    /// <summary>Set when <see cref="Kind"/> is <see cref="OutcomeKind.Accepted"/>.</summary>
    public T? Value { get; }

    /// <summary>Meaningful when <see cref="Kind"/> is <see cref="OutcomeKind.Rejected"/>.</summary>
    public RejectionKind Rejection { get; }

    /// <summary>The broker's words, or a sentence of ours; empty when accepted. Holds no secret.</summary>
    public string Message => _message ?? "";

    /// <summary>How long to wait before sending again; only with <see cref="OutcomeKind.NotExecuted"/>.</summary>
    public TimeSpan? RetryAfter { get; }

    public bool IsAccepted => Kind == OutcomeKind.Accepted;

    public static Outcome<T> Accepted(T value) => new(OutcomeKind.Accepted, value, default, "", null);

    public static Outcome<T> Rejected(RejectionKind rejection, string message) => new(OutcomeKind.Rejected, default, rejection, message, null);

    public static Outcome<T> NotExecuted(string message, TimeSpan? retryAfter = null) => new(OutcomeKind.NotExecuted, default, default, message, retryAfter);

    public static Outcome<T> Unknown(string message) => new(OutcomeKind.Unknown, default, default, message, null);

    /// <summary>The same outcome with another value; <paramref name="map"/> runs only when accepted.</summary>
    public Outcome<TTo> Map<TTo>(Func<T, TTo> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return IsAccepted ? Outcome<TTo>.Accepted(map(Value!)) : To<TTo>();
    }

    /// <summary>The same failure for another type of value; an accepted outcome goes through <paramref name="next"/>.</summary>
    public Outcome<TTo> Then<TTo>(Func<T, Outcome<TTo>> next)
    {
        ArgumentNullException.ThrowIfNull(next);
        return IsAccepted ? next(Value!) : To<TTo>();
    }

    Outcome<TTo> To<TTo>() => Kind switch
    {
        OutcomeKind.Rejected => Outcome<TTo>.Rejected(Rejection, Message),
        OutcomeKind.NotExecuted => Outcome<TTo>.NotExecuted(Message, RetryAfter),
        _ => Outcome<TTo>.Unknown(Message),
    };
}
