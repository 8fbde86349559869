namespace Kite.Rest;

public sealed partial class KiteRestClient
{
    public Task<Outcome<KitePositions>> PositionsAsync(string accessToken, CancellationToken cancellationToken) =>
        Send(Call.Read(accessToken, "/portfolio/positions"), KiteJson.Default.KitePositions, cancellationToken);

    public Task<Outcome<IReadOnlyList<KiteHolding>>> HoldingsAsync(string accessToken, CancellationToken cancellationToken) =>
        SendList(Call.Read(accessToken, "/portfolio/holdings"), KiteJson.Default.ListKiteHolding, cancellationToken);
}
