namespace Kite.Rest;

public sealed partial class KiteRestClient
{
    public Task<Outcome<KitePositions>> PositionsAsync(string accessToken, CancellationToken cancellationToken) =>
        Send(Call.Read(accessToken, "/portfolio/positions"), KiteJson.Default.KitePositions, cancellationToken);

    public Task<Outcome<IReadOnlyList<KiteHolding>>> HoldingsAsync(string accessToken, CancellationToken cancellationToken) =>
        SendList(Call.Read(accessToken, "/portfolio/holdings"), KiteJson.Default.ListKiteHolding, cancellationToken);

    /// <summary>Totals of the holdings. Not in the broker's documentation, only in its clients.</summary>
    public Task<Outcome<KiteHoldingsSummary>> HoldingsSummaryAsync(string accessToken, CancellationToken cancellationToken) =>
        Send(Call.Read(accessToken, "/portfolio/holdings/summary"), KiteJson.Default.KiteHoldingsSummary, cancellationToken);

    /// <summary>Holdings with names and quantities alone. Not in the broker's documentation, only in its clients.</summary>
    public Task<Outcome<IReadOnlyList<KiteHolding>>> CompactHoldingsAsync(string accessToken, CancellationToken cancellationToken) =>
        SendList(Call.Read(accessToken, "/portfolio/holdings/compact"), KiteJson.Default.ListKiteHolding, cancellationToken);

    /// <summary>Holdings that may be offered in the exchange's auctions, with the auction's number.</summary>
    public Task<Outcome<IReadOnlyList<KiteHolding>>> AuctionsAsync(string accessToken, CancellationToken cancellationToken) =>
        SendList(Call.Read(accessToken, "/portfolio/holdings/auctions"), KiteJson.Default.ListKiteHolding, cancellationToken);

    /// <summary>Moves a position to another product.</summary>
    public Task<Outcome<bool>> ConvertPositionAsync(string accessToken, ConvertPosition conversion, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(conversion);
        return Send(Call.Write(HttpMethod.Put, accessToken, "/portfolio/positions", conversion.Form()), KiteJson.Default.Boolean, cancellationToken);
    }

    /// <summary>
    /// Begins the authorisation of holdings for sale; yields the id of a request that the account's holder confirms at
    /// <see cref="AuthoriseUrl"/>. Good for one session, until 17:30 IST.
    /// </summary>
    /// <param name="holdings">What to authorise; empty for all.</param>
    public async Task<Outcome<string>> AuthoriseHoldingsAsync(
        string accessToken, IReadOnlyCollection<AuthoriseHolding> holdings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(holdings);
        var form = new Form();
        foreach (var holding in holdings)
        {
            form.Add("isin", holding.Isin);
            form.Add("quantity", holding.Quantity);
        }

        var call = Call.Write(HttpMethod.Post, accessToken, "/portfolio/holdings/authorise", form);
        return (await Send(call, KiteJson.Default.RequestId, cancellationToken)).Then(static request => Named(request.Id));
    }

    /// <summary>The page where the account's holder confirms the authorisation; it ends at a <c>finish</c> page with a status.</summary>
    public Uri AuthoriseUrl(string requestId) =>
        new(addresses.Login, $"/connect/portfolio/authorise/holdings/{Segment(apiKey)}/{Segment(requestId)}");
}
