using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Kite.Budgets;

namespace Kite.Rest;

/// <summary>One request. A write's caller may not learn of a cancellation as an exception once the request may have left.</summary>
readonly record struct Call(HttpMethod Method, string Path, bool IsWrite)
{
    public string? AccessToken { get; init; }

    public Form? Query { get; init; }

    /// <summary>Null together with <see cref="Json"/>: no body.</summary>
    public Form? Form { get; init; }

    /// <summary>The margin calculators alone take JSON.</summary>
    public byte[]? Json { get; init; }

    /// <summary>The budget that it comes out of.</summary>
    public RequestClass Class { get; init; }

    public RequestPriority Priority { get; init; }

    public static Call Read(string accessToken, string path, Form? query = null) =>
        new(HttpMethod.Get, path, false) { AccessToken = accessToken, Query = query };

    /// <summary>A question whose parameters are JSON: it changes nothing at the broker.</summary>
    public static Call Ask<T>(string accessToken, string path, Form? query, T question, JsonTypeInfo<T> type) =>
        new(HttpMethod.Post, path, false) { AccessToken = accessToken, Query = query, Json = JsonSerializer.SerializeToUtf8Bytes(question, type) };

    public static Call Write(HttpMethod method, string accessToken, string path, Form? form = null) =>
        new(method, path, true) { AccessToken = accessToken, Form = form };

    /// <summary>Never the token, nor what is sent.</summary>
    public override string ToString() => $"{Method} {Path}";
}
