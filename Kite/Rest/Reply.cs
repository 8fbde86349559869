using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Kite.Rest;

/// <summary>What the broker's answer means. The HTTP status is asked first: a rate limit calls itself a NetworkException in its body.</summary>
static class Reply
{
    static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(1);

    /// <param name="status">HTTP status.</param>
    /// <param name="body">Null when the body broke off.</param>
    public static Outcome<T> Interpret<T>(int status, ReadOnlyMemory<byte>? body, TimeSpan? retryAfter, JsonTypeInfo<T> type)
    {
        using var document = Parse(body);
        if (Failure<T>(status, document?.RootElement, retryAfter) is { } failure)
            return failure;
        if (document is null)
        {
            return Outcome<T>.Unknown(
                $"The broker answered HTTP {status} with a body that is empty, cut off or not JSON. Read the state back before trying again.");
        }

        try
        {
            return document.RootElement.TryGetProperty("data", out var data) && data.ValueKind != JsonValueKind.Null && data.Deserialize(type) is { } value
                ? Outcome<T>.Accepted(value)
                : Outcome<T>.Unknown("The broker's answer holds no data. Read the state back before trying again.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Outcome<T>.Unknown("The broker's answer has another shape than expected. Read the state back before trying again.");
        }
    }

    /// <summary>The same for a call whose success carries nothing to read: <c>data</c> may be null.</summary>
    public static Outcome<bool> InterpretBare(int status, ReadOnlyMemory<byte>? body, TimeSpan? retryAfter)
    {
        using var document = Parse(body);
        if (Failure<bool>(status, document?.RootElement, retryAfter) is { } failure)
            return failure;
        return document is not null && document.RootElement.TryGetProperty("data", out var data) && data.ValueKind != JsonValueKind.False
            ? Outcome<bool>.Accepted(true)
            : Outcome<bool>.Unknown($"The broker answered HTTP {status} without saying that it is done. Read the state back before trying again.");
    }

    /// <summary>The failure that status and error body stand for; null for success.</summary>
    public static Outcome<T>? Failure<T>(int status, JsonElement? body, TimeSpan? retryAfter)
    {
        var type = Text(body, "error_type");
        var message = Text(body, "message");
        if (status == 429)
            return Outcome<T>.NotExecuted(message ?? "The broker's rate limit was reached. Wait before sending again.", retryAfter ?? DefaultRetryAfter);
        // 408 and redirects come from what stands before the broker: what lies behind it may have seen the request.
        if (status is < 200 or >= 500 or 408 or (>= 300 and < 400))
            return Outcome<T>.Unknown(message ?? $"The broker's gateway answered HTTP {status}. Read the state back before trying again.");
        var isError = status >= 400 || type is not null || Text(body, "status") == "error";
        if (!isError)
            return null;
        if (type is "NetworkException" or "DataException" || (status < 300 && type is null or "GeneralException"))
            return Outcome<T>.Unknown(message ?? "The broker lost its connection to the exchange. Read the state back before trying again.");
        return Outcome<T>.Rejected(Kind(status, type), message ?? $"The broker refused with HTTP {status}. Check the request.");
    }

    public static JsonDocument? Parse(ReadOnlyMemory<byte>? body)
    {
        if (body is not { Length: > 0 } bytes)
            return null;
        try
        {
            var document = JsonDocument.Parse(bytes);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return document;
            document.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static RejectionKind Kind(int status, string? type) => type switch
    {
        "InputException" => RejectionKind.Input,
        "MarginException" => RejectionKind.Margin,
        "HoldingException" => RejectionKind.Holding,
        "OrderException" => RejectionKind.Order,
        "TokenException" => RejectionKind.Token,
        "PermissionException" or "PermissionError" => RejectionKind.Permission,
        "UserException" => RejectionKind.User,
        "TwoFAException" => RejectionKind.TwoFactor,
        _ => status switch
        {
            401 => RejectionKind.Token,
            404 => RejectionKind.NotFound,
            428 => RejectionKind.Holding,
            _ => RejectionKind.General,
        },
    };

    static string? Text(JsonElement? body, string name)
    {
        if (body is not { } element || !element.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String)
            return null;
        try
        {
            return value.GetString() is { Length: > 0 } text ? text : null;
        }
        catch (InvalidOperationException)
        {
            // A text that is no valid Unicode says nothing.
            return null;
        }
    }
}
