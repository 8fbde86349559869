namespace Kite.Rest;

public sealed partial class KiteRestClient
{
    /// <summary>The user's alerts; the broker pages them.</summary>
    /// <param name="status"><c>enabled</c>, <c>disabled</c>, <c>deleted</c>, or null for all.</param>
    public Task<Outcome<IReadOnlyList<KiteAlert>>> AlertsAsync(
        string accessToken, string? status, int? page, int? pageSize, CancellationToken cancellationToken)
    {
        var query = new Form();
        query.Add("status", status);
        query.Add("page", page);
        query.Add("page_size", pageSize);
        return SendList(Call.Read(accessToken, "/alerts", query), KiteJson.Default.ListKiteAlert, cancellationToken);
    }

    public Task<Outcome<KiteAlert>> AlertAsync(string accessToken, string uuid, CancellationToken cancellationToken) =>
        Send(Call.Read(accessToken, $"/alerts/{Segment(uuid)}"), KiteJson.Default.KiteAlert, cancellationToken);

    /// <summary>When an alert fired, and the market then.</summary>
    public Task<Outcome<IReadOnlyList<AlertFiring>>> AlertHistoryAsync(string accessToken, string uuid, CancellationToken cancellationToken) =>
        SendList(Call.Read(accessToken, $"/alerts/{Segment(uuid)}/history"), KiteJson.Default.ListAlertFiring, cancellationToken);

    /// <summary>Makes an alert. The broker takes 500 active ones of a user.</summary>
    public Task<Outcome<KiteAlert>> PlaceAlertAsync(string accessToken, PlaceAlert alert, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(alert);
        return ChangeAlert(HttpMethod.Post, accessToken, "/alerts", alert, cancellationToken);
    }

    /// <summary>Replaces an alert in full.</summary>
    public Task<Outcome<KiteAlert>> ModifyAlertAsync(string accessToken, string uuid, PlaceAlert alert, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(alert);
        return ChangeAlert(HttpMethod.Put, accessToken, $"/alerts/{Segment(uuid)}", alert, cancellationToken);
    }

    public Task<Outcome<bool>> DeleteAlertsAsync(string accessToken, IReadOnlyCollection<string> uuids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(uuids);
        if (uuids.Count == 0)
            return Task.FromResult(Outcome<bool>.Rejected(RejectionKind.Input, "Name at least one alert to delete."));
        var query = new Form();
        foreach (var uuid in uuids)
            query.Add("uuid", uuid);
        return SendBare(Call.Write(HttpMethod.Delete, accessToken, "/alerts") with { Query = query }, cancellationToken);
    }

    async Task<Outcome<KiteAlert>> ChangeAlert(HttpMethod method, string accessToken, string path, PlaceAlert alert, CancellationToken cancellationToken)
    {
        if (alert.Fault() is { } fault)
            return Outcome<KiteAlert>.Rejected(RejectionKind.Input, fault);
        var outcome = await Send(Call.Write(method, accessToken, path, alert.Form()), KiteJson.Default.KiteAlert, cancellationToken);
        return outcome.Then(static made => Named(made.Uuid).Map(_ => made));
    }
}
