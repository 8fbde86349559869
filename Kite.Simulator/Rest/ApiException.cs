namespace Kite.Simulator.Rest;

/// <summary>A request that is answered with the broker's error envelope.</summary>
internal sealed class ApiException(int status, string errorType, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string ErrorType { get; } = errorType;

    public static ApiException Input(string message) => new(400, "InputException", message);

    public static ApiException Order(string message) => new(400, "OrderException", message);

    public static ApiException Token() => new(403, "TokenException", "Incorrect `api_key` or `access_token`.");

    public static ApiException NotFound() => new(404, "GeneralException", "Route not found");

    public static ApiException Method() => new(405, "GeneralException", "Method not allowed");

    public static ApiException TooMany() => new(429, "NetworkException", "Too many requests");
}
