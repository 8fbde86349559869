using System.Globalization;
using Kite.Instruments;

namespace Kite.Rest;

public sealed partial class KiteRestClient
{
    /// <summary>Fund orders of the last 7 days, or of the days given.</summary>
    public Task<Outcome<IReadOnlyList<KiteMfOrder>>> MfOrdersAsync(
        string accessToken, CancellationToken cancellationToken, DateOnly? from = null, DateOnly? to = null)
    {
        var query = new Form();
        query.Add("from", from?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        query.Add("to", to?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        return SendList(Call.Read(accessToken, "/mf/orders", query), KiteJson.Default.ListKiteMfOrder, cancellationToken);
    }

    public Task<Outcome<KiteMfOrder>> MfOrderAsync(string accessToken, string orderId, CancellationToken cancellationToken) =>
        Send(Call.Read(accessToken, $"/mf/orders/{Segment(orderId)}"), KiteJson.Default.KiteMfOrder, cancellationToken);

    /// <summary>Places a fund order; yields its id.</summary>
    public async Task<Outcome<string>> PlaceMfOrderAsync(string accessToken, PlaceMfOrder order, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        return (await WriteOrder(Call.Write(HttpMethod.Post, accessToken, "/mf/orders", order.Form()), cancellationToken))
            .Map(static placed => placed.OrderId);
    }

    /// <summary>Cancels a fund order; yields its id.</summary>
    public async Task<Outcome<string>> CancelMfOrderAsync(string accessToken, string orderId, CancellationToken cancellationToken) =>
        (await WriteOrder(Call.Write(HttpMethod.Delete, accessToken, $"/mf/orders/{Segment(orderId)}"), cancellationToken))
        .Map(static placed => placed.OrderId);

    public Task<Outcome<IReadOnlyList<KiteSip>>> SipsAsync(string accessToken, CancellationToken cancellationToken) =>
        SendList(Call.Read(accessToken, "/mf/sips"), KiteJson.Default.ListKiteSip, cancellationToken);

    public Task<Outcome<KiteSip>> SipAsync(string accessToken, string sipId, CancellationToken cancellationToken) =>
        Send(Call.Read(accessToken, $"/mf/sips/{Segment(sipId)}"), KiteJson.Default.KiteSip, cancellationToken);

    /// <summary>Begins a plan.</summary>
    public Task<Outcome<PlacedSip>> PlaceSipAsync(string accessToken, PlaceSip sip, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sip);
        return ChangeSip(Call.Write(HttpMethod.Post, accessToken, "/mf/sips", sip.Form()), cancellationToken);
    }

    /// <summary>Changes a plan; yields its id.</summary>
    public async Task<Outcome<string>> ModifySipAsync(string accessToken, string sipId, ModifySip changes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        if (changes == new ModifySip())
            return Outcome<string>.Rejected(RejectionKind.Input, "The modification changes nothing. Give at least one new value.");
        var call = Call.Write(HttpMethod.Put, accessToken, $"/mf/sips/{Segment(sipId)}", changes.Form());
        return (await ChangeSip(call, cancellationToken)).Map(static sip => sip.SipId);
    }

    /// <summary>Ends a plan; yields its id.</summary>
    public async Task<Outcome<string>> CancelSipAsync(string accessToken, string sipId, CancellationToken cancellationToken) =>
        (await ChangeSip(Call.Write(HttpMethod.Delete, accessToken, $"/mf/sips/{Segment(sipId)}"), cancellationToken)).Map(static sip => sip.SipId);

    public Task<Outcome<IReadOnlyList<KiteMfHolding>>> MfHoldingsAsync(string accessToken, CancellationToken cancellationToken) =>
        SendList(Call.Read(accessToken, "/mf/holdings"), KiteJson.Default.ListKiteMfHolding, cancellationToken);

    /// <summary>Streams the list of funds. A damaged download is <see cref="OutcomeKind.Unknown"/>: try again later.</summary>
    public Task<Outcome<IReadOnlyList<KiteMfInstrument>>> MfInstrumentsAsync(string accessToken, CancellationToken cancellationToken) =>
        Download(Call.Read(accessToken, "/mf/instruments"), ReadFunds, cancellationToken);

    static async Task<Outcome<IReadOnlyList<KiteMfInstrument>>> ReadFunds(Stream stream, CancellationToken cancellationToken)
    {
        var csv = new MfInstrumentCsv();
        return await csv.ReadAsync(stream, cancellationToken) is { } damage
            ? Outcome<IReadOnlyList<KiteMfInstrument>>.Unknown(damage)
            : Outcome<IReadOnlyList<KiteMfInstrument>>.Accepted(csv.Rows);
    }

    async Task<Outcome<PlacedSip>> ChangeSip(Call call, CancellationToken cancellationToken) =>
        (await Send(call, KiteJson.Default.PlacedSip, cancellationToken)).Then(static sip => Named(sip.SipId).Map(_ => sip));
}
