namespace Kite;

/// <summary>Where a broker is reached. The real one and a simulator differ in nothing else.</summary>
/// <param name="Rest">Root of the REST API, <c>https://api.kite.trade</c>.</param>
/// <param name="Login">The log-in page, <c>https://kite.zerodha.com/connect/login</c>.</param>
/// <param name="Ticker">The ticker, <c>wss://ws.kite.trade</c>.</param>
public sealed record KiteAddresses(Uri Rest, Uri Login, Uri Ticker)
{
    public static KiteAddresses Zerodha { get; } = new(
        new Uri("https://api.kite.trade"), new Uri("https://kite.zerodha.com/connect/login"), new Uri("wss://ws.kite.trade"));
}
