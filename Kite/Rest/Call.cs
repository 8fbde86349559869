namespace Kite.Rest;

/// <summary>One request. A write's caller may not learn of a cancellation as an exception once the request may have left.</summary>
readonly record struct Call(HttpMethod Method, string Path, bool IsWrite)
{
    public string? AccessToken { get; init; }

    public Form? Query { get; init; }

    public Form? Body { get; init; }

    public static Call Read(string accessToken, string path, Form? query = null) =>
        new(HttpMethod.Get, path, false) { AccessToken = accessToken, Query = query };

    public static Call Write(HttpMethod method, string accessToken, string path, Form? body = null) =>
        new(method, path, true) { AccessToken = accessToken, Body = body };
}
