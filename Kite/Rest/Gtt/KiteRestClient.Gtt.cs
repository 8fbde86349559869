namespace Kite.Rest;

public sealed partial class KiteRestClient
{
    /// <summary>Active triggers, and others of the last 7 days.</summary>
    public Task<Outcome<IReadOnlyList<KiteGtt>>> GttsAsync(string accessToken, CancellationToken cancellationToken) =>
        SendList(Call.Read(accessToken, "/gtt/triggers"), KiteJson.Default.ListKiteGtt, cancellationToken);

    /// <summary>One trigger of any age.</summary>
    public Task<Outcome<KiteGtt>> GttAsync(string accessToken, string triggerId, CancellationToken cancellationToken) =>
        Send(Call.Read(accessToken, $"/gtt/triggers/{Segment(triggerId)}"), KiteJson.Default.KiteGtt, cancellationToken);

    /// <summary>
    /// Places a trigger; yields its id. It carries no tag: after <see cref="OutcomeKind.Unknown"/> the list alone tells whether it is there.
    /// </summary>
    public Task<Outcome<string>> PlaceGttAsync(string accessToken, PlaceGtt trigger, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        return ChangeGtt(HttpMethod.Post, accessToken, "/gtt/triggers", trigger, cancellationToken);
    }

    /// <summary>Replaces an active trigger in full; yields its id.</summary>
    public Task<Outcome<string>> ModifyGttAsync(string accessToken, string triggerId, PlaceGtt trigger, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        return ChangeGtt(HttpMethod.Put, accessToken, $"/gtt/triggers/{Segment(triggerId)}", trigger, cancellationToken);
    }

    /// <summary>Deletes a trigger; yields its id.</summary>
    public Task<Outcome<string>> DeleteGttAsync(string accessToken, string triggerId, CancellationToken cancellationToken) =>
        ChangeGtt(HttpMethod.Delete, accessToken, $"/gtt/triggers/{Segment(triggerId)}", null, cancellationToken);

    async Task<Outcome<string>> ChangeGtt(HttpMethod method, string accessToken, string path, PlaceGtt? trigger, CancellationToken cancellationToken)
    {
        if (trigger?.Fault() is { } fault)
            return Outcome<string>.Rejected(RejectionKind.Input, fault);
        var outcome = await Send(Call.Write(method, accessToken, path, trigger?.Form()), KiteJson.Default.TriggerId, cancellationToken);
        return outcome.Then(static trigger => Named(trigger.Id));
    }

    /// <summary>An answer without the id of what it made leaves open whether it was made.</summary>
    static Outcome<string> Named(string id) =>
        id.Length > 0 ? Outcome<string>.Accepted(id) : Outcome<string>.Unknown("The broker's answer names no id. Read the list before trying again.");
}
