namespace Kite.Rest;

public sealed partial class KiteRestClient
{
    /// <summary>Funds of all segments.</summary>
    public Task<Outcome<KiteMargins>> MarginsAsync(string accessToken, CancellationToken cancellationToken) =>
        Send(Call.Read(accessToken, "/user/margins"), KiteJson.Default.KiteMargins, cancellationToken);

    /// <summary>Funds of one segment.</summary>
    /// <param name="segment"><c>equity</c>, which holds derivatives on shares and indices, or <c>commodity</c>.</param>
    public Task<Outcome<SegmentMargin>> SegmentMarginAsync(string accessToken, string segment, CancellationToken cancellationToken) =>
        Send(Call.Read(accessToken, $"/user/margins/{Segment(segment)}"), KiteJson.Default.SegmentMargin, cancellationToken);

    /// <summary>The margin that each order needs by itself, in the order of the questions.</summary>
    /// <param name="compact">Names and totals only.</param>
    public Task<Outcome<IReadOnlyList<KiteOrderMargin>>> OrderMarginsAsync(
        string accessToken, IReadOnlyCollection<MarginOrder> orders, bool compact, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(orders);
        var query = new Form();
        query.Add("mode", compact ? "compact" : null);
        var call = Call.Ask(accessToken, "/margins/orders", query, [.. orders], KiteRequestJson.Default.ListMarginOrder);
        return SendList(call, KiteJson.Default.ListKiteOrderMargin, cancellationToken);
    }

    /// <summary>The margin of several orders together.</summary>
    /// <param name="considerPositions">Whether what the account holds counts.</param>
    /// <param name="compact">Names and totals only.</param>
    public Task<Outcome<KiteBasketMargin>> BasketMarginAsync(
        string accessToken, IReadOnlyCollection<MarginOrder> orders, bool considerPositions, bool compact, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(orders);
        var query = new Form();
        query.Add("consider_positions", considerPositions ? "true" : "false");
        query.Add("mode", compact ? "compact" : null);
        var call = Call.Ask(accessToken, "/margins/basket", query, [.. orders], KiteRequestJson.Default.ListMarginOrder);
        return Send(call, KiteJson.Default.KiteBasketMargin, cancellationToken);
    }

    /// <summary>What executed orders cost (the virtual contract note), in the order of the questions: ids are not sure to come back.</summary>
    public Task<Outcome<IReadOnlyList<KiteOrderCharges>>> ChargesAsync(
        string accessToken, IReadOnlyCollection<ChargesOrder> orders, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(orders);
        var call = Call.Ask(accessToken, "/charges/orders", null, [.. orders], KiteRequestJson.Default.ListChargesOrder);
        return SendList(call, KiteJson.Default.ListKiteOrderCharges, cancellationToken);
    }
}
