namespace Gateway.Security;

/// <summary>What a key may do.</summary>
static class Scopes
{
    public const string Read = "read";
    public const string Trade = "trade";
    public const string Admin = "admin";

    public static readonly string[] All = [Read, Trade, Admin];

    /// <summary>An endpoint that wants more than <see cref="Read"/>.</summary>
    public static TBuilder RequireScope<TBuilder>(this TBuilder builder, string scope)
        where TBuilder : IEndpointConventionBuilder => builder.RequireAuthorization(scope);
}
